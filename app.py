"""The app: the look of the page and the menu. Start it with ``streamlit run app.py``."""

import streamlit as st

from reconcile.pages import menu
from reconcile.pages.top import showing

st.set_page_config(page_title="Client reconciliation", page_icon=str(menu.ICON), layout="wide")
st.logo(str(menu.ICON), size="medium")
page = st.navigation(menu.pages(), position="top")
with showing():
    page.run()
