using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class PassphraseKeySourceTests : KeyDirectoryTest
{
    private const string Right = "synthetic canary passphrase";

    private int _asked;

    private PassphraseKeySource Source(string? passphrase = Right) => new(StoreDirectory, _ =>
    {
        Interlocked.Increment(ref _asked);
        return new(passphrase is null ? null : new Secret(passphrase));
    });

    private async Task<string> ParametersAsync() => await File.ReadAllTextAsync(KeyPath("passphrase.json"));

    [Fact]
    public async Task The_same_passphrase_yields_the_same_key_and_is_asked_for_once_per_source()
    {
        PassphraseKeySource first = Source();
        string[] ids = await Task.WhenAll(IdAsync(first), IdAsync(first));
        Assert.Equal(1, _asked);
        Assert.Equal([ids[1], ids[1]], [ids[0], await IdAsync(Source())]);
    }

    [Fact]
    public async Task Two_first_runs_agree() => Assert.Single((await Task.WhenAll(Task.Run(() => IdAsync(Source())), Task.Run(() => IdAsync(Source())))).Distinct());

    [Fact]
    public async Task The_key_is_what_another_PBKDF2_makes_of_the_stored_parameters()
    {
        MasterKey? key = await Source().GetKeyAsync(default);
        JsonNode stored = JsonNode.Parse(await ParametersAsync())!;
        using System.Security.Cryptography.HMACSHA256 prf = new(Encoding.UTF8.GetBytes(Right));
        byte[] block = prf.ComputeHash([.. Convert.FromBase64String((string)stored["salt"]!), 0, 0, 0, 1]);
        byte[] expected = [.. block];
        for (int i = 1; i < 600_000; i++)
        {
            block = prf.ComputeHash(block);
            for (int j = 0; j < block.Length; j++)
            {
                expected[j] ^= block[j];
            }
        }

        Assert.Equal(("pbkdf2-hmac-sha256", 600_000), ((string)stored["kdf"]!, (int)stored["iterations"]!));
        Assert.Equal(expected, key!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_wrong_passphrase_is_told_and_the_next_use_asks_again()
    {
        await IdAsync(Source());
        Queue<string> typed = new(["wrong canary", Right]);
        PassphraseKeySource source = new(StoreDirectory, _ => new(new Secret(typed.Dequeue())));
        string message = await RefusedAsync(source, RowState.WrongKey);
        Assert.Contains("passphrase is not the one", message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", message, StringComparison.Ordinal);
        Assert.NotNull(await source.GetKeyAsync(default));
    }

    [Fact]
    public async Task Letters_that_look_the_same_are_the_same()
    {
        string id = await IdAsync(Source("caf\u00e9"));
        Assert.Equal(id, await IdAsync(Source("cafe\u0301")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t")]
    public async Task No_passphrase_is_an_error_and_nothing_is_made(string? passphrase)
    {
        Assert.Contains("no passphrase was given", await RefusedAsync(Source(passphrase)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(StoreDirectory));
    }

    [Fact]
    public Task Half_a_letter_is_no_passphrase() => No_passphrase_is_an_error_and_nothing_is_made("half " + (char)0xD800);

    [Theory]
    [InlineData("{\"format\":1,\"kdf\":\"argon2id\",\"memory\":65536}", RowState.NewerFormat)]
    [InlineData("{\"format\":2}", RowState.NewerFormat)]
    [InlineData("cut", RowState.KeyUnavailable)]
    [InlineData("{\"format\":1,\"iterations\":600000,\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"check\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}", RowState.KeyUnavailable)]
    [InlineData("{\"format\":1,\"kdf\":\"pbkdf2-hmac-sha256\",\"iterations\":600000,\"salt\":\"AAAA\",\"check\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}", RowState.KeyUnavailable)]
    [InlineData("{\"format\":1,\"kdf\":\"pbkdf2-hmac-sha256\",\"iterations\":1000,\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"check\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}", RowState.KeyUnavailable)]
    [InlineData("{\"format\":1,\"kdf\":\"pbkdf2-hmac-sha256\",\"iterations\":2000000000,\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"check\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}", RowState.KeyUnavailable)]
    public async Task Parameters_that_are_damaged_odd_or_newer_are_refused_unasked_and_stay(string parameters, RowState state)
    {
        Plant("passphrase.json", parameters);
        await RefusedAsync(Source(), state);
        Assert.Equal((parameters, 0), (await ParametersAsync(), _asked));
    }

    [Theory]
    [InlineData(599_999)]
    [InlineData(10_000_001)]
    public void Too_few_or_too_many_iterations_are_refused(int iterations) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PassphraseKeySource(StoreDirectory, _ => new((Secret?)null), iterations));

    [Fact]
    public async Task A_first_run_that_was_cut_off_leaves_nothing_half_made()
    {
        for (int step = 0; step < 3; step++)
        {
            ScriptedDisk disk = new(step, () => new ProcessDiedException(), halfDone: true);
            PassphraseKeySource cut = new(StoreDirectory, _ => new(new Secret(Right)), PassphraseKeySource.DefaultIterations, TimeProvider.System, disk);
            await Assert.ThrowsAsync<ProcessDiedException>(async () => await cut.GetKeyAsync(default));
            Assert.NotNull(await Source().GetKeyAsync(default));
            Assert.Empty(Directory.GetFiles(StoreDirectory, "*.tmp", SearchOption.AllDirectories));
            Directory.Delete(StoreDirectory, recursive: true);
        }
    }

    [Fact]
    public async Task Forgetting_removes_the_parameters_and_the_key_in_memory()
    {
        PassphraseKeySource source = Source();
        string id = await IdAsync(source);
        await source.ForgetAsync(default);
        Assert.False(File.Exists(KeyPath("passphrase.json")));
        Assert.NotEqual(id, await IdAsync(source));
    }
}
