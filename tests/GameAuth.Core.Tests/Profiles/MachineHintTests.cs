using GameAuth.Storage;

namespace GameAuth.Tests.Profiles;

public sealed class MachineHintTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Linux_has_its_machine_id() => Assert.Equal(Id, Read(files: [("/etc/machine-id", Id + "\n")]));

    [Fact]
    public void An_older_Linux_has_that_of_its_bus() => Assert.Equal(Id, Read(files: [("/var/lib/dbus/machine-id", Id)]));

    [Theory]
    [InlineData("")]
    [InlineData("uninitialized\n")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123")]
    public void What_is_no_machine_id_is_no_hint(string content) => Assert.Null(Read(files: [("/etc/machine-id", content)]));

    [Theory]
    [InlineData("/.dockerenv")]
    [InlineData("/run/.containerenv")]
    public void A_container_has_none_whatever_its_image_says(string mark) => Assert.Null(Read(files: [("/etc/machine-id", Id), (mark, "")]));

    [Theory]
    [InlineData("KUBERNETES_SERVICE_HOST")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER")]
    [InlineData("container")]
    public void A_container_that_says_so_in_its_environment_has_none(string variable) => Assert.Null(Read(variable, ("/etc/machine-id", Id)));

    [Fact]
    public void A_row_knows_the_machines_that_it_was_told_of_and_does_not_name_them()
    {
        MachineRow row = new MachineRow().With("one").With("two");
        Assert.Equal((true, true, false), (row.Knows("one"), row.Knows("two"), row.Knows("three")));
        string stored = System.Text.Json.JsonSerializer.Serialize(row, StorageJsonContext.Default.MachineRow);
        Assert.DoesNotContain("one", stored, StringComparison.Ordinal);
        Assert.NotEqual(new MachineRow().With("one").Machines[0].Hash, row.Machines[0].Hash);
    }

    [Fact]
    public void A_row_keeps_the_last_of_very_many_machines()
    {
        MachineRow row = Enumerable.Range(0, 40).Aggregate(new MachineRow(), static (row, i) => row.With($"m{i}"));
        Assert.Equal((16, true, false), (row.Machines.Count, row.Knows("m39"), row.Knows("m3")));
    }

    private static string? Read(params (string Path, string Content)[] files) => Read(variable: null, files);

    private static string? Read(string? variable, params (string Path, string Content)[] files) => new LinuxMachineId(
        path => Array.Exists(files, file => file.Path == path),
        path => files.FirstOrDefault(file => file.Path == path).Content,
        name => name == variable ? "yes" : null).Read();
}
