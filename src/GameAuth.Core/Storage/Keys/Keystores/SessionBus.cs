namespace GameAuth.Storage;

/// <summary>Whether this login has a D-Bus at all (D-Bus Specification, "Message Bus", and systemd's user bus); asked first, since GLib would start one where it can.</summary>
internal static class SessionBus
{
    private const string AddressVariable = "DBUS_SESSION_BUS_ADDRESS";
    private const string RuntimeVariable = "XDG_RUNTIME_DIR";

    /// <summary>Why there is none, with the fix; null where there is one.</summary>
    public static string? Missing => Judge(Environment.GetEnvironmentVariable(AddressVariable), Environment.GetEnvironmentVariable(RuntimeVariable));

    public static string? Judge(string? address, string? runtimeDirectory)
    {
        bool there = string.IsNullOrEmpty(address)
            ? !string.IsNullOrEmpty(runtimeDirectory) && Path.Exists(Path.Combine(runtimeDirectory, "bus"))
            : !address.StartsWith("disabled:", StringComparison.Ordinal) && !address.StartsWith("autolaunch:", StringComparison.Ordinal);
        return there ? null
            : $"This login has no D-Bus, so no keyring: neither ${AddressVariable} nor ${RuntimeVariable}/bus. Start the application in a desktop session (or with dbus-run-session), or choose another key source.";
    }
}
