using static GameAuth.Hytale.Tests.Validation.TokenWorld;

namespace GameAuth.Hytale.Tests.Validation;

public sealed class KeyRotationTests : IDisposable
{
    private readonly TokenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_known_key_makes_nobody_wait()
    {
        await _world.WarmAsync();
        _world.Hold = new TaskCompletionSource().Task;
        ValueTask<HytaleTokenResult> judged = _world.ValidateAsync(_world.Identity());
        Assert.True(judged.IsCompletedSuccessfully);
        Assert.True((await judged).IsValid);
        Assert.Equal(1, _world.Fetches);
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_asks_for_no_key()
    {
        await _world.WarmAsync();
        int before = _world.Fetches;
        TokenSigner invented = new(2, "invented");
        await _world.Validator.ValidateAsync(invented.Sign(With(_world.Identity(), ("iss", "x")).ToJsonString()), HytaleTokenProfile.Identity);
        await _world.Validator.ValidateAsync(invented.Sign(With(_world.Identity(), ("exp", 5)).ToJsonString()), HytaleTokenProfile.Identity);
        await _world.Validator.ValidateAsync(invented.Sign(With(_world.Identity(), ("sub", "x")).ToJsonString()), HytaleTokenProfile.Identity);
        Assert.Equal(before, _world.Fetches);
    }

    [Fact]
    public async Task A_rotation_under_load_fails_nobody()
    {
        await _world.WarmAsync();
        TokenSigner[] signers = [.. Enumerable.Range(10, 8).Select(static i => new TokenSigner((byte)i, $"emu-key-{i}"))];
        TokenSigner current = _world.Signer;
        int failed = 0;
        int done = 0;
        foreach (TokenSigner next in signers)
        {
            _world.Published = TokenSigner.Set(current.Jwk, next.Jwk);
            Task[] load = [.. Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
            {
                for (int i = 0; i < 40; i++)
                {
                    TokenSigner signer = i % 2 == 0 ? current : next;
                    string token = signer.Sign(With(_world.Identity(), ("n", (worker * 100) + i)).ToJsonString());
                    HytaleTokenResult result = await _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity);
                    Interlocked.Add(ref failed, result.IsValid ? 0 : 1);
                    Interlocked.Increment(ref done);
                }
            }))];
            await Task.WhenAll(load);
            current = next;
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((0, 8 * 4 * 40), (failed, done));
        Assert.Equal(1 + 8, _world.Fetches);
    }

    [Fact]
    public async Task What_was_verified_under_a_key_that_is_gone_is_not_remembered()
    {
        string token = await _world.WarmAsync();
        TokenSigner next = new(10, "emu-key-10");
        _world.Published = TokenSigner.Set(next.Jwk);
        Assert.True((await _world.Validator.ValidateAsync(next.Sign(_world.Identity().ToJsonString()), HytaleTokenProfile.PlayerIdentity)).IsValid);
        Assert.Equal(HytaleTokenRefusal.UnknownKey, (await _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).Refusal);
    }

    [Fact]
    public async Task Another_key_under_the_same_name_is_found_once_the_old_one_has_aged()
    {
        await _world.WarmAsync();
        TokenSigner same = new(11, _world.Signer.KeyId);
        _world.Published = TokenSigner.Set(same.Jwk);
        string token = same.Sign(With(_world.Identity(), ("exp", _world.Now + 3600)).ToJsonString());
        Assert.Equal(HytaleTokenRefusal.BadSignature, (await _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).Refusal);
        Assert.Equal(1, _world.Fetches);
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).IsValid);
        Assert.Equal(2, _world.Fetches);
    }

    [Fact]
    public async Task Bad_signatures_cause_one_request_in_five_minutes()
    {
        await _world.WarmAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        TokenSigner stranger = new(99, _world.Signer.KeyId);
        for (int i = 0; i < 500; i++)
        {
            string token = stranger.Sign(With(_world.Identity(), ("n", i)).ToJsonString());
            Assert.Equal(HytaleTokenRefusal.BadSignature, (await _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).Refusal);
        }

        Assert.Equal(2, _world.Fetches);
    }

    [Fact]
    public async Task A_service_that_fails_is_not_the_tokens_fault()
    {
        _world.Failure = new HttpRequestException("down");
        Assert.Equal(HytaleTokenRefusal.KeysUnavailable, (await _world.ValidateAsync(_world.Identity())).Refusal);
        _world.Failure = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await _world.ValidateAsync(_world.Identity())).IsValid);
    }

    [Fact]
    public async Task An_outage_is_outlived_for_a_day_and_no_longer()
    {
        await _world.WarmAsync();
        _world.Failure = new HttpRequestException("down");
        _world.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.True((await _world.ValidateAsync(_world.Identity())).IsValid);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HytaleTokenRefusal.KeysUnavailable, (await _world.ValidateAsync(_world.Identity())).Refusal);
    }

    [Fact]
    public async Task A_remembered_token_outlives_the_belief_in_its_keys_by_nothing()
    {
        await _world.WarmAsync();
        _world.Failure = new HttpRequestException("down");
        _world.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        string token = _world.Sign(_world.Identity());
        Assert.True((await _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).IsValid);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HytaleTokenRefusal.KeysUnavailable, (await _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).Refusal);
    }

    [Fact]
    public async Task After_a_cold_start_in_an_outage_it_works_again_half_a_minute_after_the_service_does()
    {
        _world.Failure = new HttpRequestException("down");
        for (int minute = 0; minute < 30; minute++)
        {
            Assert.Equal(HytaleTokenRefusal.KeysUnavailable, (await _world.ValidateAsync(_world.Identity())).Refusal);
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await _world.ValidateAsync(_world.Identity());
        _world.Failure = null;
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await _world.ValidateAsync(_world.Identity())).IsValid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("<html>sign in</html>")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"emu-key-1\",\"k\":\"AAAA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"emu-key-1\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"emu-key-1\",\"x\":\"AAAA\"}]}")]
    public async Task A_hostile_answer_brings_no_key_and_takes_none_away(string answer)
    {
        _world.Published = answer;
        Assert.Equal(HytaleTokenRefusal.KeysUnavailable, (await _world.ValidateAsync(_world.Identity())).Refusal);

        using TokenWorld warm = new();
        await warm.WarmAsync();
        warm.Published = answer;
        await warm.Validator.ValidateAsync(new TokenSigner(2, "other").Sign(warm.Identity().ToJsonString()), HytaleTokenProfile.Identity);
        Assert.Equal(2, warm.Fetches);
        Assert.True((await warm.ValidateAsync(warm.Identity())).IsValid);
    }

    [Fact]
    public async Task Two_keys_of_one_name_are_both_refused()
    {
        _world.Published = TokenSigner.Set(_world.Signer.Jwk, new TokenSigner(98, _world.Signer.KeyId).Jwk, new TokenSigner(97, "third").Jwk);
        Assert.Equal(HytaleTokenRefusal.UnknownKey, (await _world.ValidateAsync(_world.Identity())).Refusal);
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_any_longer_need_not()
    {
        _world.Hold = new TaskCompletionSource().Task;
        using CancellationTokenSource enough = new();
        ValueTask<HytaleTokenResult> waiting = _world.Validator.ValidateAsync(_world.Sign(_world.Identity()), HytaleTokenProfile.Identity, enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }
}
