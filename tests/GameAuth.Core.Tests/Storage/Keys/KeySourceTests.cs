using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class KeySourceTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-keys-");

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task<MasterKey?> MountAsync(byte[] content)
    {
        string path = Path.Combine(_directory.FullName, "secret");
        await File.WriteAllBytesAsync(path, content);
        return await new MountedSecretKeySource(path).GetKeyAsync(default);
    }

    [Fact]
    public async Task A_mounted_secret_may_be_raw_hex_or_base64()
    {
        byte[] key = TestKeys.Key(200);
        string hex = Convert.ToHexStringLower(key);
        string base64 = Convert.ToBase64String(key);
        string[] texts = [hex, hex.ToUpperInvariant() + "\r\n", base64, base64 + "\n", base64.TrimEnd('='), base64.Replace('+', '-').Replace('/', '_')];
        foreach (byte[] content in texts.Select(Encoding.ASCII.GetBytes).Prepend(key))
        {
            MasterKey? read = await MountAsync(content);
            Assert.True(read!.Bytes.SequenceEqual(key));
            Assert.Equal(KeyProtection.MountedSecret, read.Protection);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("canary-password")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_mounted_secret_that_is_no_key_is_refused_without_its_content(string content)
    {
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(() => MountAsync(Encoding.ASCII.GetBytes(content)));
        Assert.Equal(RowState.KeyUnavailable, e.State);
        Assert.Contains("openssl rand -hex 32", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_mounted_secret_is_refused() =>
        await Assert.ThrowsAsync<CredentialStoreException>(() => MountAsync(new byte[1024 * 1024]));

    [Fact]
    public async Task A_mounted_secret_that_is_not_there_is_unavailable_and_says_which()
    {
        string path = Path.Combine(_directory.FullName, "absent");
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await new MountedSecretKeySource(path).GetKeyAsync(default));
        Assert.Equal(RowState.KeyUnavailable, e.State);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mounted_secret_may_be_behind_a_symbolic_link()
    {
        string target = Path.Combine(_directory.FullName, "target");
        string link = Path.Combine(_directory.FullName, "link");
        await File.WriteAllBytesAsync(target, TestKeys.Key(200));
        File.CreateSymbolicLink(link, target);
        Assert.NotNull(await new MountedSecretKeySource(link).GetKeyAsync(default));
    }

    [Theory]
    [InlineData("../key")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public void A_credential_name_is_no_path(string name) =>
        Assert.Throws<ArgumentException>(() => MountedSecretKeySource.FromCredentialsDirectory(name));

    [Fact]
    public void A_caller_key_of_another_length_or_of_one_byte_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new CallerKeySource(new byte[31]));
        Assert.Throws<ArgumentException>(() => new CallerKeySource(new byte[33]));
        Assert.Throws<ArgumentException>(() => new CallerKeySource(new byte[32]));
    }

    [Fact]
    public async Task A_key_prints_its_source_and_nothing_else()
    {
        MasterKey? key = await new CallerKeySource(TestKeys.Key(1)).GetKeyAsync(default);
        Assert.Equal("[master key: the application, Caller]", key!.ToString());
    }
}
