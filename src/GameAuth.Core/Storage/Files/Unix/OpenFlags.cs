using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>The flags of open(2), whose values differ between kernels and, on Linux, between processors.</summary>
/// <remarks>
/// Linux: <c>include/uapi/asm-generic/fcntl.h</c>, and for Arm and Power <c>arch/*/include/uapi/asm/fcntl.h</c>, which swaps some
/// (there 0x20000 is O_LARGEFILE, so that a wrong table would follow links without a word). Apple: <c>bsd/sys/fcntl.h</c> of XNU.
/// Android has Linux's kernel and values. <c>DataSync</c> (O_DSYNC) is not used on Apple's, where only F_FULLFSYNC reaches the disk. Each table is an instance, so that a test sees them all on any machine.
/// </remarks>
internal readonly record struct OpenFlags(int NoFollow, int CloseOnExec, int NonBlocking, int Directory, int DataSync)
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;

    public static OpenFlags Generic { get; } = new(0x20000, 0x80000, 0x800, 0x10000, 0x1000);

    public static OpenFlags ArmAndPower { get; } = new(0x8000, 0x80000, 0x800, 0x4000, 0x1000);

    public static OpenFlags Apple { get; } = new(0x100, 0x1000000, 0x4, 0x100000, 0);

    /// <summary>Those of this machine.</summary>
    public static OpenFlags Current { get; } = For(UnixSystem.IsApple, RuntimeInformation.ProcessArchitecture);

    /// <summary>
    /// What every opening has: a link in the last place fails (ELOOP), a child process inherits nothing, and a pipe or device that
    /// somebody put there does not hold us up.
    /// </summary>
    public int Always => NoFollow | CloseOnExec | NonBlocking;

    public static OpenFlags For(bool apple, Architecture processor) => (apple, processor) switch
    {
        (true, _) => Apple,
        (false, Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le) => ArmAndPower,
        _ => Generic,
    };
}
