"""Jupyter's settings on a learner's server, read through JUPYTER_CONFIG_PATH."""

from greaterdata_lessons.course.servers import LAB_SETTINGS

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - Jupyter gives it

# What a lesson does not need takes memory and offers ways out of the lesson.
c.ServerApp.jpserver_extensions = {
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "notebook_shim": False,
    "nbgitpuller": True,
    "greaterdata_lessons.hub.server.warm": True,
}
c.ServerApp.terminals_enabled = False
c.ServerApp.contents_manager_class = "greaterdata_lessons.hub.server.saving.WholeFiles"
c.LabApp.app_settings_dir = str(LAB_SETTINGS)
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
# Everybody shares this machine's inside network: nobody listens in on another's kernel.
c.KernelManager.transport_encryption = "required"
# A lesson left for another one frees its memory; one that is open on a screen is never stopped.
c.MappingKernelManager.cull_idle_timeout = 2400
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = False
