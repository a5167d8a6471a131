using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class FileTokenStoreDirectoryTests
{
    [Fact]
    public void A_store_is_named_by_its_application_in_the_users_local_data()
    {
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        Assert.Equal(Path.Combine(local, "MyLauncher", "gameauth"), FileTokenStore.DirectoryFor("MyLauncher"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(@"a\b")]
    [InlineData("/etc")]
    [InlineData("a\0b")]
    public void An_application_name_that_is_a_path_is_refused(string name)
    {
        GameAuthConfigurationException e = Assert.Throws<GameAuthConfigurationException>(() => FileTokenStore.DirectoryFor(name));
        Assert.Contains("ApplicationName", e.Message, StringComparison.Ordinal);
    }
}
