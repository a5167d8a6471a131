namespace GameAuth.Storage;

/// <summary>The operating system's id of the machine. None in a container, whose id comes with the image or is new at every start: either way it says nothing of the machine.</summary>
internal sealed class SystemMachineHint : IMachineHint
{
    public string? Read()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                return WindowsMachineGuid.Read();
            }

            if (OperatingSystem.IsMacOS())
            {
                return MacHostId.Read();
            }

            return new LinuxMachineId(File.Exists, static path => File.Exists(path) ? File.ReadAllText(path) : null, Environment.GetEnvironmentVariable).Read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.SecurityException or DllNotFoundException or EntryPointNotFoundException)
        {
            // No hint is no check, which never logs anybody out.
            return null;
        }
    }
}
