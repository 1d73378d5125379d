"""The sandbox's page for Ignition's bulk edit: a person chooses the file and sees what the upload did."""

from __future__ import annotations

UPLOAD_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Ignition (sandbox): bulk edit</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
  button { font: inherit; padding: 0.4rem 1rem; } pre { white-space: pre-wrap; }
</style></head><body>
<h1>Bulk edit of clients</h1>
<p>This stands for Ignition\u2019s <em>Clients, Bulk edit</em>. A row with ids changes the record that they name.
<strong>A row with a blank id makes a new one.</strong></p>
<p><input type="file" id="file" accept=".csv" aria-label="The file"> <button id="send">Upload</button></p>
<pre id="said" role="status"></pre>
<script>
  const said = document.getElementById("said");
  document.getElementById("send").addEventListener("click", async () => {
    const file = document.getElementById("file").files[0];
    if (!file) { said.textContent = "Choose a file first."; return; }
    const options = { method: "POST", body: file, headers: { "X-Sandbox-Page": "1" } };
    const done = await (await fetch("imports/clients.csv", options)).json();
    said.textContent = done.errors.length
      ? "Nothing was changed:\\n" + done.errors.join("\\n")
      : `${done.updated} clients updated, ${done.created} created, ${done.contacts_added} contacts added.`;
  });
</script></body></html>
"""
"""The whole page; it asks nothing of another host."""
