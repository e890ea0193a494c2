"""Exit with 0 where the app beside this says that it is well: its body, for any page answers with status 200."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("STREAMLIT_SERVER_PORT", "8501")), timeout=3)
base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
try:
    connection.request("GET", f"{'/' if base else ''}{base}/_stcore/health")
    sys.exit(connection.getresponse().read() != b"ok")
except (OSError, http.client.HTTPException) as error:
    sys.exit(f"{type(error).__name__}: {error}")
