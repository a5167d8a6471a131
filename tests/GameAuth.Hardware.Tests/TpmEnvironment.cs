using System.Runtime.InteropServices;

namespace GameAuth.Hardware.Tests;

/// <summary>Points the TPM software stack of this process at a TPM: it reads the environment of C, which .NET copies at the start and never writes.</summary>
internal static partial class TpmEnvironment
{
    public static void PointAt(string tcti) => Assert.Equal(0, SetEnvironmentVariable("TPM2OPENSSL_TCTI", tcti, overwrite: 1));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
