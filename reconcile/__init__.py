"""Client reconciliation between Ignition, Xero Practice Manager (XPM) and Gusto."""
