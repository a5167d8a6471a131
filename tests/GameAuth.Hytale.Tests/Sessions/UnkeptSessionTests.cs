namespace GameAuth.Hytale.Tests.Sessions;

/// <summary>Sessions of which the caller takes care, with no keeper in the process.</summary>
public class UnkeptSessionTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_session_of_a_process_that_died_is_refreshed_and_ended_by_another(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        HytaleSessionTokens first = await me.CreateSessionTokensAsync(ScriptedService.Warden);
        byte[] kept = first.Export();
        await world.KillAsync();

        await world.StartAsync();
        me = await world.AccountAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(55));
        HytaleSessionTokens second = await me.RefreshSessionTokensAsync(HytaleSessionTokens.Import(kept));
        Assert.Equal((ScriptedService.Warden, first.ExpiresAt.AddMinutes(55)), (second.ProfileId, second.ExpiresAt));
        Assert.NotEqual((first.SessionToken, first.IdentityToken), (second.SessionToken, second.IdentityToken));
        Assert.Equal(1, world.Service.Open);
        await me.EndSessionTokensAsync(HytaleSessionTokens.Import(second.Export()));
        Assert.Equal(0, world.Service.Open);
        await me.EndSessionTokensAsync(second);
    }

    [Fact]
    public async Task Nobody_renews_it_counts_it_or_takes_it_for_an_orphan()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await me.CreateSessionTokensAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(58));
        Assert.Equal((0, 0, 1), (world.Service.Count("renew"), me.SessionBudget.Live, world.Service.Open));
        await world.StopAsync();
        await world.StartAsync();
        Assert.Equal((0, 1), (await (await world.AccountAsync()).EndOrphanedGameSessionsAsync(), world.Service.Open));
    }

    [Fact]
    public async Task Tokens_that_were_spent_are_refused_as_a_session_that_is_over()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleSessionTokens first = await me.CreateSessionTokensAsync(ScriptedService.Warden);
        await me.RefreshSessionTokensAsync(first);
        ProviderException over = await Assert.ThrowsAsync<ProviderException>(() => me.RefreshSessionTokensAsync(first));
        Assert.Equal((HytaleErrorCode.SessionNotFound, false), (over.Code, over.IsTransient));
    }

    [Fact]
    public async Task A_lost_answer_to_a_refresh_is_an_unknown_outcome_and_is_told()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleSessionTokens first = await me.CreateSessionTokensAsync(ScriptedService.Warden);
        world.Service.Next("renew", ScriptedAnswer.Lost);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => me.RefreshSessionTokensAsync(first));
        HytaleSessionEvent told = world.Events.Events.OfType<HytaleSessionEvent>().Last();
        Assert.Equal(
            (HytaleEventNames.SessionRefreshed, HytaleEventOutcome.Failed, "outcome_unknown", Prints.Of(first.SessionToken.Reveal())),
            (told.Name, told.Outcome, told.Reason, told.TokenFingerprint));
    }

    [Fact]
    public async Task It_prints_without_its_tokens()
    {
        await using HytaleWorld world = new();
        HytaleSessionTokens session = await (await world.SignInAsync()).CreateSessionTokensAsync(ScriptedService.Warden);
        Assert.DoesNotContain("emu-", session.ToString(), StringComparison.Ordinal);
    }
}
