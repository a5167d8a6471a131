namespace GameAuth.Storage;

/// <summary>A GError; its text names services and paths, and no secret.</summary>
internal sealed class GLibException(string domain, int code, string message) : Exception(message)
{
    private const int UnknownService = 2;

    /// <summary>Whether nothing on the bus offers the service (G_DBUS_ERROR_SERVICE_UNKNOWN of gdbuserror.h).</summary>
    public bool IsServiceUnknown => domain == "g-dbus-error-quark" && code == UnknownService;
}
