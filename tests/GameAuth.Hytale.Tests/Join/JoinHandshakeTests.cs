using GameAuth.Emulator;

namespace GameAuth.Hytale.Tests.Join;

public sealed class JoinHandshakeTests : IAsyncLifetime
{
    private JoinWorld _world = null!;

    public async Task InitializeAsync() => _world = await JoinWorld.StartAsync();

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    [Fact]
    public async Task A_player_gets_in_and_can_check_the_server_in_turn()
    {
        JoinStart start = await _world.BeginAsync();
        Assert.True(start.GoesOn, start.ToString());
        Assert.Equal(("EmuMiner", JoinWorld.Miner), (start.Player.Identity.Username, start.Player.Identity.PlayerId));
        (Secret access, Secret serverGrant) = await _world.AnswerAsync(start.Player);
        JoinResult end = await start.Player.CompleteAsync(access, serverGrant, _world.PlayerCertificate);
        Assert.True(end.IsAdmitted, end.ToString());
        Assert.Equal(JoinWorld.Miner, end.Access.Token!.PlayerId);

        // The player's side of the last step.
        HytaleTokenResult server = await _world.Tokens.ValidateAsync(
            end.ServerAccessToken, HytaleTokenProfile.ServerAccess("emu-player-1", _world.ServerCertificate));
        Assert.True(server.IsValid, server.ToString());
        Assert.Equal(JoinWorld.Ranger, server.Token.PlayerId);
    }

    [Fact]
    public async Task Nothing_printed_holds_a_token()
    {
        JoinStart start = await _world.BeginAsync();
        (Secret access, Secret serverGrant) = await _world.AnswerAsync(start.Player!);
        JoinResult end = await start.Player!.CompleteAsync(access, serverGrant, _world.PlayerCertificate);
        foreach (string printed in (string[])[start.ToString(), start.Player.ToString(), end.ToString(), end.Access.ToString()])
        {
            Assert.All(
                [access, serverGrant, start.Player.Grant, start.Player.ServerIdentityToken, end.ServerAccessToken!],
                secret => Assert.DoesNotContain(secret.Reveal()[^20..], printed, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_forged_identity_asks_the_service_for_nothing()
    {
        Secret forged = new(_world.Emulator.Hytale.IssueToken(new HytaleTokenRequest { Profile = "EmuMiner", Signature = HytaleSignature.OtherKey }));
        JoinStart start = await _world.Door.BeginAsync(forged, JoinWorld.Miner, "EmuMiner");
        Assert.Equal((JoinRefusal.IdentityToken, HytaleTokenRefusal.BadSignature), (start.Refusal, start.Identity.Refusal));
        Assert.Equal(0, _world.Emulator.Log.Count("hytale.auth-grant"));
    }

    [Fact]
    public async Task Somebody_elses_identity_is_seen()
    {
        Assert.Equal(JoinRefusal.OtherPlayer, (await _world.Door.BeginAsync(_world.Player.IdentityToken, JoinWorld.Ranger, "EmuMiner")).Refusal);
        Assert.Equal(JoinRefusal.OtherName, (await _world.Door.BeginAsync(_world.Player.IdentityToken, JoinWorld.Miner, "EmuRanger")).Refusal);
        Assert.Equal(0, _world.Emulator.Log.Count("hytale.auth-grant"));
    }

    [Fact]
    public async Task A_token_for_another_certificate_does_not_let_in()
    {
        JoinStart start = await _world.BeginAsync();
        (Secret access, Secret serverGrant) = await _world.AnswerAsync(start.Player!);
        JoinResult end = await start.Player!.CompleteAsync(access, serverGrant, _world.ServerCertificate);
        Assert.Equal((JoinRefusal.AccessToken, HytaleTokenRefusal.WrongCertificate), (end.Refusal, end.Access.Refusal));
        Assert.False(end.IsAdmitted);
    }

    [Fact]
    public async Task A_token_for_another_server_does_not_let_in()
    {
        JoinStart start = await _world.BeginAsync();
        JoinHandshake other = new(_world.Server, _world.Tokens, "emu-server-2", _world.ServerCertificate);
        JoinStart elsewhere = await other.BeginAsync(_world.Player.IdentityToken, JoinWorld.Miner, "EmuMiner");
        (Secret access, Secret serverGrant) = await _world.AnswerAsync(elsewhere.Player!);
        JoinResult end = await start.Player!.CompleteAsync(access, serverGrant, _world.PlayerCertificate);
        Assert.Equal((JoinRefusal.AccessToken, HytaleTokenRefusal.WrongAudience), (end.Refusal, end.Access.Refusal));
    }

    [Fact]
    public async Task A_good_token_of_somebody_else_does_not_let_in()
    {
        JoinStart start = await _world.BeginAsync();
        JoinStart ranger = await _world.Door.BeginAsync(_world.Server.IdentityToken, JoinWorld.Ranger, "EmuRanger");
        Secret access = await _world.Server.RedeemJoinGrantAsync(ranger.Player!.Grant, JoinWorld.Hash(_world.PlayerCertificate));
        JoinResult end = await start.Player!.CompleteAsync(access, new Secret("unused"), _world.PlayerCertificate);
        Assert.Equal(JoinRefusal.OtherHolder, end.Refusal);
    }

    [Fact]
    public async Task A_grant_that_the_service_does_not_know_does_not_let_in()
    {
        JoinStart start = await _world.BeginAsync();
        (Secret access, Secret _) = await _world.AnswerAsync(start.Player!);
        JoinResult end = await start.Player!.CompleteAsync(access, new Secret("invented"), _world.PlayerCertificate);
        Assert.Equal(JoinRefusal.ServerGrant, end.Refusal);
        Assert.True(end.Access.IsValid);
    }

    [Fact]
    public async Task A_grant_works_once()
    {
        JoinStart start = await _world.BeginAsync();
        await _world.AnswerAsync(start.Player!);
        await Assert.ThrowsAsync<ProviderException>(() => _world.Player.RedeemJoinGrantAsync(start.Player!.Grant, JoinWorld.Hash(_world.PlayerCertificate)));
    }

    [Theory]
    [InlineData("hytale.auth-grant")]
    [InlineData("hytale.auth-token")]
    public async Task A_service_that_fails_is_an_error_and_nobodys_refusal(string step)
    {
        JoinStart start = await _world.BeginAsync();
        (Secret access, Secret serverGrant) = await _world.AnswerAsync(start.Player!);
        _world.Emulator.Faults.Add(new Fault { At = step, Status = 500, Times = 10 });
        Task joining = step == "hytale.auth-grant" ? _world.BeginAsync() : start.Player!.CompleteAsync(access, serverGrant, _world.PlayerCertificate);
        await _world.PassRetriesAsync(joining);
        ProviderException failure = await Assert.ThrowsAsync<ProviderException>(() => joining);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task A_session_that_is_over_lets_nobody_in()
    {
        await _world.Server.EndAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(_world.BeginAsync);
        Assert.Equal(0, _world.Emulator.Log.Count("hytale.auth-grant"));
    }

    [Fact]
    public async Task A_session_that_the_service_has_forgotten_can_be_told_from_a_bad_player()
    {
        _world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Session);
        JoinStart start = await _world.BeginAsync();
        Assert.Equal((JoinRefusal.Grant, HytaleErrorCode.Unauthorized), (start.Refusal, start.Failure!.Code));

        _world.Emulator.Faults.Add(new Fault { At = "hytale.auth-grant", Status = 401 });
        ProviderException failure = await Assert.ThrowsAsync<ProviderException>(_world.BeginAsync);
        Assert.Equal((401, HytaleErrorCode.Unauthorized), (failure.Status, failure.Code));
    }

    [Fact]
    public async Task A_session_that_is_renewed_meanwhile_costs_nobody_his_join()
    {
        // A quarter of an hour apart, so that the player's session is renewed before and not meanwhile.
        await _world.Server.EndAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        await using HytaleGameSession session = await _world.Server.Account.CreateGameSessionAsync(JoinWorld.Ranger);
        Task playerRenewed = _world.Player.RenewedAsync();
        _world.Clock.MoveCloseTo(_world.Player);
        await _world.PassUntilAsync(playerRenewed);
        Secret first = session.SessionToken;

        // The grant is asked for with the old token while the renewal is on its way, and is held until the renewal has come back.
        Task changed = session.RenewedAsync();
        TaskCompletionSource isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Secret>? asked = null;
        _world.BeforeSend = async request =>
        {
            string path = request.RequestUri!.AbsolutePath;
            if (path.EndsWith("/game-session/refresh", StringComparison.Ordinal))
            {
                asked ??= session.RequestJoinGrantAsync(_world.Player.IdentityToken, JoinWorld.Audience);
                await isHeld.Task;
            }
            else if (path.EndsWith("/auth-grant", StringComparison.Ordinal) && isHeld.TrySetResult())
            {
                await changed;
            }
        };
        _world.Clock.MoveCloseTo(session);
        await _world.PassUntilAsync(changed);
        await _world.PassUntilAsync(asked!);
        Assert.NotSame(first, session.SessionToken);
        Assert.Equal(2, _world.Emulator.Log.Count("hytale.auth-grant"));
    }

    [Fact]
    public async Task A_hash_of_another_length_is_a_mistake_of_the_caller()
    {
        JoinStart start = await _world.BeginAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => _world.Player.RedeemJoinGrantAsync(start.Player!.Grant, new byte[20]));
        await Assert.ThrowsAsync<ArgumentException>(() => start.Player!.CompleteAsync(new Secret("a"), new Secret("b"), new byte[20]));
    }
}
