using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using GameAuth.Storage;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Core.Tests.Storage;

/// <summary>The numbers of the kernel's interface, against what .NET and the kernel itself say.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UnixCallTests : FileStoreFixture
{
    private string Place => Path.Combine(Path.GetDirectoryName(Directory)!, "file");

    [Theory]
    [InlineData(false, Architecture.X64, 0x20000 | 0x80000 | 0x800, 0x10000, 0x1000)]
    [InlineData(false, Architecture.RiscV64, 0x20000 | 0x80000 | 0x800, 0x10000, 0x1000)]
    [InlineData(false, Architecture.Arm64, 0x8000 | 0x80000 | 0x800, 0x4000, 0x1000)]
    [InlineData(false, Architecture.Arm, 0x8000 | 0x80000 | 0x800, 0x4000, 0x1000)]
    [InlineData(false, Architecture.Ppc64le, 0x8000 | 0x80000 | 0x800, 0x4000, 0x1000)]
    [InlineData(true, Architecture.Arm64, 0x100 | 0x1000000 | 0x4, 0x100000, 0)]
    [InlineData(true, Architecture.X64, 0x100 | 0x1000000 | 0x4, 0x100000, 0)]
    public void Each_kernel_and_processor_has_its_own_flags(bool apple, Architecture processor, int always, int directory, int dataSync)
    {
        OpenFlags flags = OpenFlags.For(apple, processor);
        Assert.Equal((always, directory, dataSync), (flags.Always, flags.Directory, flags.DataSync));
    }

    [SkippableUnixFact]
    public void The_flags_of_this_machine_do_what_their_names_say()
    {
        File.WriteAllText(Place, "a file");
        File.CreateSymbolicLink(Place + ".link", Place);
        Assert.Throws<CredentialStoreException>(() => UnixFile.Open(Place + ".link", OpenFlags.ReadOnly));
        Assert.Null(UnixFile.Open(Place, OpenFlags.ReadOnly | OpenFlags.Current.Directory));
        using SafeFileHandle? file = UnixFile.Open(Place, OpenFlags.ReadOnly);
        Assert.NotNull(file);
        Assert.Null(UnixFile.Open(Place + ".none", OpenFlags.ReadOnly));
    }

    [SkippableUnixFact]
    public void A_files_status_is_what_dotnet_says_of_it()
    {
        File.WriteAllBytes(Place, new byte[5000]);
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(Place, mode);
        using SafeFileHandle file = UnixFile.Open(Place, OpenFlags.ReadOnly)!;
        UnixFileStatus status = UnixFile.Status(file, Place);
        Assert.True(status.IsRegular);
        Assert.Equal((mode, 5000L, LibC.GetEffectiveUserId(), 1u), (status.Permissions, status.Length, status.Owner, status.Links));
        Assert.Equal(status, UnixFile.Status(Place));
        Assert.True(UnixFile.Status("/tmp/")!.Value.IsDirectory);
        Assert.Null(UnixFile.Status(Place + ".none"));
    }

    [SkippableUnixFact]
    public void Without_the_C_librarys_function_the_kernel_says_the_same()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        File.WriteAllBytes(Place, new byte[5000]);
        UnixFileStatus expected = UnixFile.Status(Place)!.Value;
        Assert.Equal(0, LinuxStatus.CallKernel(-100, Place, 0x100, out StatxBuffer buffer));
        Assert.Equal(
            (expected.Mode, expected.Owner, expected.Group, expected.Links, expected.Length),
            (buffer.Mode, buffer.Owner, buffer.Group, buffer.Links, (long)buffer.Size));
    }

    [Theory]
    [InlineData("         0          0 4294967295\n", null)]
    [InlineData("         0     100000      65536\n", null)]
    [InlineData("      1000       1000          1\n", 65534u)]
    [InlineData("         0       1000          1\n         1     100000       1000\n", 65534u)]
    [InlineData("", null)]
    [InlineData("nonsense\n", null)]
    public void The_overflow_id_stands_for_outsiders_only_where_no_user_has_it(string map, uint? expected) =>
        Assert.Equal(expected, UserNamespace.Overflow(map, 65534));

    [SkippableUnixFact]
    public async Task A_rows_file_is_not_sparse_so_that_an_overwrite_takes_no_space()
    {
        await WriteAsync(Open(), new byte[20_000]);
        UnixFileStatus status = UnixFile.Status(EntryPath)!.Value;
        Assert.True(status.Allocated >= status.Length, $"{status.Allocated} of {status.Length} bytes are allocated");
    }
}
