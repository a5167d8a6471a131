using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

// For every native call of this assembly.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace GameAuth.Storage;

/// <summary>Calls of the C library that .NET does not offer.</summary>
/// <remarks>
/// The mode of open(2) is a variadic argument, and Apple's arm64 convention passes those in another way. So the mode is never passed here, and
/// .NET creates files.
/// </remarks>
internal static partial class LibC
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, Span<byte> buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUserId();

    [LibraryImport(Library, EntryPoint = "getegid")]
    public static partial uint GetEffectiveGroupId();
}

/// <summary>Error numbers of Linux and of Apple's kernel (<c>errno.h</c>), as the exceptions that .NET throws for them.</summary>
internal static class UnixError
{
    private const int NotPermitted = 1;
    private const int NotFound = 2;
    private const int Interrupted = 4;
    private const int NoDeviceOrReader = 6;
    private const int AccessDenied = 13;
    private const int NotADirectory = 20;
    private const int IsADirectory = 21;
    private const int InvalidArgument = 22;

    private static readonly int TooManyLinks = UnixSystem.IsApple ? 62 : 40;
    private static readonly int WouldBlock = UnixSystem.IsApple ? 35 : 11;

    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>A signal interrupted the call; it has to be made again.</summary>
    public static bool IsInterrupted(int error) => error == Interrupted;

    public static bool IsWouldBlock(int error) => error == WouldBlock;

    public static bool IsNotFound(int error) => error is NotFound or NotADirectory;

    /// <summary>The call does not exist here, or not for this kind of file.</summary>
    public static bool IsInvalid(int error) => error == InvalidArgument;

    /// <summary>The exception for a failed call on a file.</summary>
    public static Exception Describe(int error, string path) => error switch
    {
        NotFound or NotADirectory => new FileNotFoundException(Message(error, path), path),
        NotPermitted or AccessDenied => new UnauthorizedAccessException(Message(error, path)),
        NoDeviceOrReader or IsADirectory => StoreErrors.NotARegularFile(path),
        _ when error == TooManyLinks => StoreErrors.SymbolicLink(path),
        _ => new IOException(Message(error, path), error),
    };

    private static string Message(int error, string path) => $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
}

/// <summary>Which Unix this is. Flags and error numbers differ between them.</summary>
internal static class UnixSystem
{
    public static bool IsApple { get; } =
        OperatingSystem.IsMacOS() || OperatingSystem.IsMacCatalyst() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS();

    public static bool IsLinux { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid();

    /// <summary>Whether the numbers of this kernel are known. On another one a flag would mean something else.</summary>
    public static bool IsKnown { get; } = IsApple || IsLinux;
}
