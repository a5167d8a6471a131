using System.Runtime.InteropServices;

namespace GameAuth.Storage;

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
    private const int ReadOnlyFileSystem = 30;

    private static readonly int s_tooManyLinks = UnixSystem.IsApple ? 62 : 40;
    private static readonly int s_wouldBlock = UnixSystem.IsApple ? 35 : 11;

    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>A signal came first; the call is to be made again.</summary>
    public static bool IsInterrupted(int error) => error == Interrupted;

    public static bool IsWouldBlock(int error) => error == s_wouldBlock;

    public static bool IsNotFound(int error) => error is NotFound or NotADirectory;

    /// <summary>There is no such call here, or not for this kind of file.</summary>
    public static bool IsInvalid(int error) => error == InvalidArgument;

    /// <summary>What a failed call means for the file that it was made for.</summary>
    public static Exception Describe(int error, string path) => error switch
    {
        NotFound or NotADirectory => new FileNotFoundException(Message(error, path), path),
        NotPermitted or AccessDenied or ReadOnlyFileSystem => new UnauthorizedAccessException(Message(error, path)),
        NoDeviceOrReader or IsADirectory => StoreFailure.NotAFile(path),
        _ when error == s_tooManyLinks => StoreFailure.Link(path),
        _ => new IOException(Message(error, path), error),
    };

    private static string Message(int error, string path) => $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
}
