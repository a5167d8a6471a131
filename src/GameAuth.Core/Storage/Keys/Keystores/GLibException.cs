namespace GameAuth.Storage;

/// <summary>A GError; its text names services and paths, and no secret.</summary>
#pragma warning disable CA1064 // Never leaves its source, which turns it into a CredentialStoreException.
internal sealed class GLibException(string domain, int code, string message) : Exception(message)
#pragma warning restore CA1064
{
    private const int UnknownService = 2;

    /// <summary>Whether nothing on the bus offers the service (G_DBUS_ERROR_SERVICE_UNKNOWN of gdbuserror.h).</summary>
    public bool IsServiceUnknown => domain == "g-dbus-error-quark" && code == UnknownService;
}
