using System.Text;
using System.Text.Json;
using GameAuth.Testing;
using static GameAuth.Browser.Tests.Challenges;

namespace GameAuth.Browser.Tests.Watching;

public sealed class StoredValueTests
{
    private readonly FakeBrowser _browser = new();
    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData("domStorageItemAdded")]
    [InlineData("domStorageItemUpdated")]
    public async Task A_value_that_is_stored_is_the_answer(string kind)
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        await _browser.StoreAsync(Origin, Key, Token, kind);
        Assert.Equal(Token, (await asked)!.Reveal());
        Assert.True(_browser.IsDisposed);
    }

    [Fact]
    public async Task A_value_that_was_there_before_is_the_answer_when_a_page_has_come_somewhere()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        await _browser.SayAsync("""{"id":6,"error":{"code":-32000,"message":"no such storage"},"sessionId":"s-one"}""");
        await _browser.SayAsync("""{"method":"Target.targetInfoChanged","params":{"targetInfo":{"targetId":"t-one","type":"page","url":"https://game.example/home"}}}""");
        JsonElement question = await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        Assert.Equal("""{"storageId":{"storageKey":"https://game.example/","isLocalStorage":true}}""", question.GetProperty("params").GetRawText());
        Assert.Equal("s-one", question.GetProperty("sessionId").GetString());
        await _browser.SayAsync($$$"""{"id":{{{question.GetProperty("id")}}},"result":{"entries":[["other","x"],["{{{Key}}}","{{{Token}}}"],["third","y"]]},"sessionId":"s-one"}""");
        Assert.Equal(Token, (await asked)!.Reveal());
    }

    [Theory]
    [InlineData("https://game.example.attacker.example")]
    [InlineData("https://game.exampl")]
    [InlineData("https://www.game.example")]
    [InlineData("http://game.example")]
    [InlineData("https://game.example:8443")]
    [InlineData("https://GAME.example")]
    [InlineData("null")]
    public async Task A_value_of_another_origin_is_not_read(string origin) => await NothingIsReadAsync(() => _browser.StoreAsync(origin, Key, Token));

    [Theory]
    [InlineData("game-token2")]
    [InlineData("game-toke")]
    [InlineData("Game-token")]
    [InlineData("")]
    public async Task Another_key_is_not_read(string key) => await NothingIsReadAsync(() => _browser.StoreAsync(Origin, key, Token));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("undefined")]
    public async Task A_page_s_word_for_nothing_is_no_value(string value) => await NothingIsReadAsync(() => _browser.StoreAsync(Origin, Key, value));

    [Fact]
    public async Task The_storage_of_a_session_is_not_read() => await NothingIsReadAsync(() => _browser.StoreAsync(Origin, Key, Token, isLocal: false));

    [Fact]
    public async Task The_storage_of_a_frame_in_a_foreign_site_is_not_read() =>
        await NothingIsReadAsync(() => _browser.StoreAsync(Origin, Key, Token, storageKey: "https://game.example/^0https://attacker.example"));

    [Theory]
    [InlineData("{\"method\":\"DOMStorage.domStorageItemAdded\"}")]
    [InlineData("{\"method\":\"DOMStorage.domStorageItemAdded\",\"params\":[1]}")]
    [InlineData("{\"method\":\"DOMStorage.domStorageItemAdded\",\"params\":{\"storageId\":7,\"key\":{},\"newValue\":[]}}")]
    [InlineData("{\"method\":\"DOMStorage.domStorageItemAdded\",\"params\":{\"storageId\":{\"storageKey\":\"https://game.example/\",\"isLocalStorage\":true},\"key\":\"game-token\",\"newValue\":5}}")]
    [InlineData("{\"method\":\"DOMStorage.domStorageItemAdded\",\"params\":{\"storageId\":{\"storageKey\":\"https://game.example/\",\"isLocalStorage\":true},\"key\":\"game-token\",\"newValue\":\"\\ud800\"}}")]
    [InlineData("{\"id\":3,\"result\":{\"entries\":[[\"game-token\"]]}}")]
    [InlineData("{\"id\":3,\"result\":{\"entries\":[\"game-token\",\"x\"]}}")]
    [InlineData("{\"id\":3,\"result\":{\"entries\":{\"game-token\":\"x\"}}}")]
    [InlineData("{\"id\":3,\"result\":")]
    [InlineData("no json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_message_that_does_not_fit_says_nothing(string json) => await NothingIsReadAsync(() => _browser.SayAsync(json));

    [Fact]
    public async Task Json_that_is_too_deep_says_nothing() =>
        await NothingIsReadAsync(() => _browser.SayAsync($"{{\"method\":{new string('[', 65)}{new string(']', 65)}}}"));

    [Fact]
    public async Task A_message_that_is_too_long_is_passed_over_and_the_next_one_is_read()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        byte[] piece = new byte[1 << 20];
        Array.Fill(piece, (byte)'x');
        for (int i = 0; i < 17; i++)
        {
            await _browser.SayRawAsync(piece);
        }

        await _browser.SayRawAsync(new byte[1]);
        await _browser.StoreAsync(Origin, Key, Token);
        Assert.Equal(Token, (await asked)!.Reveal());
    }

    [Fact]
    public async Task A_long_value_in_small_pieces_comes_whole()
    {
        string token = new('t', 300_000);
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        byte[] message = Encoding.UTF8.GetBytes($$$$"""{"method":"DOMStorage.domStorageItemAdded","params":{"newValue":"{{{{token}}}}","key":"game-token","storageId":{"isLocalStorage":true,"storageKey":"https://game.example/"}}}""" + "\0");
        foreach (byte[] piece in message.Chunk(7001))
        {
            await _browser.SayRawAsync(piece);
        }

        Assert.Equal(token, (await asked)!.Reveal());
    }

    [Fact]
    public async Task A_key_and_a_value_may_hold_any_character()
    {
        const string Odd = "key \"with\" \\ and ü";
        Task<Secret?> asked = _browser.Prompt(_clock).AskAsync(Value(Odd), CancellationToken.None).AsTask();
        await _browser.OpenAsync();
        await _browser.StoreAsync(Origin, Odd, "a\"b\\cü\n");
        Assert.Equal("a\"b\\cü\n", (await asked)!.Reveal());
    }

    [Theory]
    [InlineData("https://GAME.example/anything?else", "https://game.example")]
    [InlineData("https://game.example:443", "https://game.example")]
    [InlineData("https://game.example:8443", "https://game.example:8443")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    public async Task An_origin_is_scheme_host_and_port(string named, string reported)
    {
        Task<Secret?> asked = _browser.Prompt(_clock).AskAsync(Value(origin: named), CancellationToken.None).AsTask();
        await _browser.OpenAsync();
        await _browser.StoreAsync(reported, Key, Token);
        Assert.Equal(Token, (await asked)!.Reveal());
    }

    private Task<Secret?> AskAsync() => _browser.Prompt(_clock).AskAsync(Value(), CancellationToken.None).AsTask();

    /// <summary>Whatever is said counts for nothing: the time runs out.</summary>
    private async Task NothingIsReadAsync(Func<Task> say)
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        await say();

        // It is asked again after the next news, so what was said before has been read.
        await _browser.SayAsync("""{"method":"Target.targetInfoChanged","params":{}}""");
        await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        Assert.False(asked.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(10));
        SignInRequiredException over = await Assert.ThrowsAsync<SignInRequiredException>(() => asked);
        Assert.Equal((SignInReason.TimedOut, "toy", "browser"), (over.Reason, over.Provider, over.Step));
        Assert.True(_browser.IsDisposed);
    }
}
