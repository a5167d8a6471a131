using System.Text;
using GameAuth.Testing;

namespace GameAuth.Server.Tests.Sessions;

/// <summary>Exchanges.</summary>
public sealed class ExchangeTests
{
    private readonly Engine _engine = new();
    private int _verified;

    private async Task<SessionAnswer> ExchangeAsync(string nonce = "a nonce", string body = "{}", RequestSource? source = null, string provider = "toy", Engine? engine = null) =>
        await (engine ?? _engine).Exchange.ExchangeAsync(Engine.Request(nonce, body, source, provider), _ => Verify(), default);

    private ValueTask<VerifiedPlayer> Verify()
    {
        Interlocked.Increment(ref _verified);
        return new(Engine.Player());
    }

    private async Task AssertReusedAsync(Task<SessionAnswer> exchange)
    {
        SessionAnswer answer = await exchange;
        Assert.Equal((null, AuthError.NonceReused), (answer.Tokens, answer.Error));
        Assert.Equal(SessionEventNames.NonceReused, _engine.Sink.Names[^1]);
    }

    [Fact]
    public async Task Section_1_2_7_A_verified_player_gets_a_session()
    {
        SessionTokens tokens = (await ExchangeAsync()).Tokens!;
        Assert.Equal("canary-of-the-provider", tokens.Members["provider_token"]);
        SessionFamily family = await _engine.FamilyAsync(tokens);
        Assert.Equal(("player", "toy", "player", "web", "web"), (family.Subject, family.Provider, family.ProviderSubject, family.Profile, family.ClientId));
        Assert.Equal((0, -1, FamilyStatus.Active), (family.Generation, family.AcknowledgedGeneration, family.Status));
        SessionEvent created = Assert.IsType<SessionEvent>(Assert.Single(_engine.Sink.Events));
        Assert.Equal((SessionEventNames.Created, family.Id, "jti-0"), (created.Name, created.Session!.Value, created.AccessTokenId));
        await _engine.NextAsync(tokens.Refresh);
    }

    [Fact]
    public async Task Section_1_2_6_A_nonce_is_single_use_and_the_verifier_is_not_asked_again()
    {
        await ExchangeAsync();
        await AssertReusedAsync(ExchangeAsync(body: "{\"another\":1}"));
        await AssertReusedAsync(ExchangeAsync(source: Engine.With("a key")));
        await AssertReusedAsync(ExchangeAsync(provider: "another"));
        Assert.Equal(1, _verified);
        Assert.Equal(3, _engine.Sink.Names.Count(name => name == SessionEventNames.NonceReused));
        Assert.Empty(_engine.Alerts);
    }

    [Fact]
    public async Task Section_1_2_6_A_nonce_is_kept_for_its_lifetime()
    {
        await ExchangeAsync();
        _engine.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        await AssertReusedAsync(ExchangeAsync());
        _engine.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull((await ExchangeAsync()).Tokens);
    }

    [Fact]
    public async Task Section_3_1_A_lost_answer_is_given_again_for_the_same_request()
    {
        SessionTokens first = (await ExchangeAsync()).Tokens!;
        _engine.Clock.Advance(TimeSpan.FromSeconds(59.999));
        SessionTokens again = (await ExchangeAsync()).Tokens!;
        Assert.Equal((first.Refresh, first.Family.Id, "canary-of-the-provider"), (again.Refresh, again.Family.Id, again.Members["provider_token"]));
        Assert.NotEqual(first.Access.Id, again.Access.Id);
        Assert.Equal(1, _verified);
        Assert.Equal(SessionEventNames.Repeated, _engine.Sink.Names[^1]);
        await _engine.NextAsync(again.Refresh);
        await AssertReusedAsync(ExchangeAsync());
    }

    [Fact]
    public async Task A_repeat_after_its_time_is_refused()
    {
        await ExchangeAsync();
        _engine.Clock.Advance(TimeSpan.FromSeconds(60));
        await AssertReusedAsync(ExchangeAsync());
    }

    [Fact]
    public async Task A_repeat_after_the_first_use_is_refused()
    {
        SessionTokens first = (await ExchangeAsync()).Tokens!;
        await _engine.Store.AcknowledgeAsync(first.Family.Id, 0, default);
        await AssertReusedAsync(ExchangeAsync());
    }

    [Fact]
    public async Task A_repeat_after_the_end_is_refused()
    {
        SessionTokens first = (await ExchangeAsync()).Tokens!;
        await _engine.Directory.EndAsync(first.Family.Id);
        await AssertReusedAsync(ExchangeAsync());
    }

    [Fact]
    public async Task A_bound_exchange_is_repeated_with_its_key_alone()
    {
        SessionTokens first = (await ExchangeAsync(source: Engine.With("a key"))).Tokens!;
        Assert.Equal(Engine.Thumbprint("a key"), (await _engine.FamilyAsync(first)).KeyThumbprint);
        await AssertReusedAsync(ExchangeAsync());
        await AssertReusedAsync(ExchangeAsync(source: Engine.With("another key")));
        Assert.Equal(first.Refresh, (await ExchangeAsync(source: Engine.With("a key"))).Tokens!.Refresh);
    }

    [Fact]
    public async Task A_repeat_from_elsewhere_is_an_alert()
    {
        await ExchangeAsync();
        await ExchangeAsync(source: Engine.Elsewhere);
        Assert.Equal([SessionEventNames.RepeatedElsewhere], _engine.Alerts);
    }

    [Fact]
    public async Task Requests_at_once_with_one_nonce_verify_once_and_get_one_session()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<SessionAnswer>[] all = [.. Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await _engine.Exchange.ExchangeAsync(
            Engine.Request("a nonce"),
            async _ =>
            {
                await go.Task;
                return await Verify();
            },
            default)))];
        go.SetResult();
        SessionAnswer[] answers = await Task.WhenAll(all);
        Assert.Equal(1, _verified);
        Assert.Single(answers.Select(answer => answer.Tokens!.Refresh).Distinct());
        Assert.Single(answers.Select(answer => answer.Tokens!.Family.Id).Distinct());
    }

    [Fact]
    public async Task Of_two_nodes_at_once_the_one_that_is_late_gets_the_others_session()
    {
        Engine other = new(_engine.Store, clock: _engine.Clock);
        SessionAnswer late = await _engine.Exchange.ExchangeAsync(
            Engine.Request("a nonce"),
            async _ =>
            {
                await ExchangeAsync(engine: other);
                return await Verify();
            },
            default);
        Assert.Equal(2, _verified);
        Assert.Single(await _engine.Store.ListFamiliesAsync("player", 10, default));
        Assert.Equal((await ExchangeAsync()).Tokens!.Refresh, late.Tokens!.Refresh);
    }

    [Fact]
    public async Task A_verifier_that_refuses_takes_no_nonce()
    {
        await Assert.ThrowsAsync<IdentityRefusedException>(async () =>
            await _engine.Exchange.ExchangeAsync(Engine.Request("a nonce"), _ => throw new IdentityRefusedException(AuthError.InvalidIdentity, "No."), default));
        Assert.Empty(_engine.Sink.Events);
        Assert.NotNull((await ExchangeAsync()).Tokens);
    }

    [Fact]
    public async Task A_signing_key_that_is_not_there_costs_no_sign_in()
    {
        _engine.Issuer.Failure = new SessionStoreException("The signing keys can not be read.");
        await Assert.ThrowsAsync<SessionStoreException>(() => ExchangeAsync());
        _engine.Issuer.Failure = null;
        Assert.NotNull((await ExchangeAsync()).Tokens);
        Assert.Equal(1, _verified);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_fails_once_after_the_verification_is_asked_again(bool hasCommitted)
    {
        FakeClock clock = new();
        Engine engine = new(new FailingOnce(new MemorySessionStore(clock), hasCommitted), clock: clock);
        SessionTokens tokens = (await ExchangeAsync(engine: engine)).Tokens!;
        Assert.Equal([SessionEventNames.Created], engine.Sink.Names);
        Assert.Equal(0, tokens.Generation);
        await engine.NextAsync(tokens.Refresh);
        Assert.Equal(1, _verified);
    }

    [Fact]
    public async Task A_nonce_of_the_previous_master_key_is_still_taken()
    {
        Engine before = new(keys: Engine.KeysOf("old"));
        SessionTokens first = (await ExchangeAsync(engine: before)).Tokens!;
        Engine after = new(before.Store, Engine.KeysOf("new", "old"), before.Clock);
        Assert.Equal(first.Family.Id, (await ExchangeAsync(engine: after)).Tokens!.Family.Id);
        Assert.Equal(AuthError.NonceReused, (await ExchangeAsync(body: "{\"another\":1}", engine: after)).Error);
        Assert.Equal(1, _verified);
    }

    [Fact]
    public async Task The_verifier_may_choose_profile_and_client()
    {
        _engine.Profiles["console"] = new SessionProfile { Lifetime = TimeSpan.FromDays(1), ClientId = "console-client" };
        SessionTokens tokens = await WithAsync("n1", new VerifiedIdentity { ProviderSubject = "1", Profile = "console" });
        Assert.Equal(("console", "console-client", TimeSpan.FromDays(1)), (tokens.Family.Profile, tokens.Family.ClientId, tokens.RefreshLifetime));
        tokens = await WithAsync("n2", new VerifiedIdentity { ProviderSubject = "1", ClientId = "another" });
        Assert.Equal(("web", "another"), (tokens.Family.Profile, tokens.Family.ClientId));
        Assert.True(tokens.Family.Claims.IsEmpty);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => WithAsync("n3", new VerifiedIdentity { ProviderSubject = "1", Profile = "missing" }));
        Assert.Contains("AddProfile", error.Message, StringComparison.Ordinal);

        async Task<SessionTokens> WithAsync(string nonce, VerifiedIdentity identity) =>
            (await _engine.Exchange.ExchangeAsync(Engine.Request(nonce), _ => new(new VerifiedPlayer("subject", identity)), default)).Tokens!;
    }

    [Fact]
    public async Task Section_3_The_store_holds_no_nonce_no_handle_and_no_secret_of_the_provider()
    {
        string nonce = "canary-nonce-5b95f2d8";
        SessionTokens tokens = (await ExchangeAsync(nonce, "{\"code\":\"canary-code\"}")).Tokens!;
        SessionFamily family = await _engine.FamilyAsync(tokens);
        string all = string.Join('|', family.Subject, family.Provider, Encoding.Latin1.GetString(family.Claims.Span), Encoding.Latin1.GetString(family.FirstAnswer.Span), family.Id.ToString());
        Assert.DoesNotContain("canary", all, StringComparison.Ordinal);
        byte[] handle = System.Buffers.Text.Base64Url.DecodeFromChars(tokens.Refresh).AsSpan(5, 32).ToArray();
        Assert.DoesNotContain(Encoding.Latin1.GetString(handle), all, StringComparison.Ordinal);
        Assert.NotEqual(Encoding.UTF8.GetBytes(nonce), family.FirstAnswer.ToArray());
    }

    [Fact]
    public async Task Turns_are_given_back()
    {
        NonceTurns turns = new();
        IDisposable first = await turns.EnterAsync("a", default);
        using CancellationTokenSource cancelled = new();
        Task second = turns.EnterAsync("a", cancelled.Token).AsTask();
        using (await turns.EnterAsync("b", default))
        {
            Assert.Equal(2, turns.Count);
        }

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, turns.Count);
        first.Dispose();
        Assert.Equal(0, turns.Count);
    }

    private sealed class FailingOnce(ISessionStore inner, bool hasCommitted) : StoreDecorator(inner)
    {
        private bool _hasFailed;

        public override async ValueTask<CreatedFamily> CreateFamilyAsync(NewFamily family, CancellationToken cancellationToken)
        {
            if (_hasFailed)
            {
                return await base.CreateFamilyAsync(family, cancellationToken);
            }

            _hasFailed = true;
            if (hasCommitted)
            {
                await base.CreateFamilyAsync(family, cancellationToken);
            }

            throw new SessionStoreException("The connection was lost.") { IsTransient = true };
        }
    }
}
