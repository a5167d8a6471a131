namespace GameAuth.Core.Tests.Storage.Real;

public sealed class KeyProcessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-keys-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("file")]
    [InlineData("passphrase")]
    public async Task First_runs_in_two_processes_agree_on_one_key(string source)
    {
        string[] arguments = [Path.Combine(_directory.FullName, "store"), source];
        string[][] lines = await Task.WhenAll(KeyHost.RunAsync(KeyHost.Path, arguments), KeyHost.RunAsync(KeyHost.Path, arguments));
        Assert.StartsWith("key ", Assert.Single(lines.SelectMany(line => line).Distinct()), StringComparison.Ordinal);
    }
}
