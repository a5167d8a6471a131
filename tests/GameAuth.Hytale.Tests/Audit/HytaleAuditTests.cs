namespace GameAuth.Hytale.Tests.Audit;

/// <summary>Eight types of event, with fingerprint, outcome and reason, and no token in any.</summary>
public class HytaleAuditTests
{
    [Fact]
    public async Task A_life_of_an_account_leaves_its_trail()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.AccessLifetime = TimeSpan.FromHours(2);
        HytaleAccount me = await world.SignInAsync();
        string first = world.Service.RefreshToken;
        await me.SelectProfileAsync(ScriptedService.Warden);
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(56));
        await HytaleWorld.UntilAsync(() => session.Changes == 1);
        await session.DisposeAsync();
        world.Clock.Advance(TimeSpan.FromHours(4));
        await me.GetProfilesAsync();
        string last = world.Service.RefreshToken;
        await me.SignOutAsync();

        AuthEvent[] trail = [.. world.Events.Events.Where(static one => one.Name.StartsWith("hytale.", StringComparison.Ordinal))];
        Assert.Equal(
            [
                HytaleEventNames.TokenCreated, HytaleEventNames.ProfileSelected, HytaleEventNames.SessionCreated, HytaleEventNames.SessionRefreshed,
                HytaleEventNames.SessionDeleted, HytaleEventNames.TokenRefreshed, HytaleEventNames.TokenDeleted,
            ],
            trail.Select(static one => one.Name));
        HytaleTokenEvent created = trail.OfType<HytaleTokenEvent>().First();
        Assert.Equal((Prints.Of(first), HytaleEventOutcome.Succeeded, null, me.Id), (created.TokenFingerprint, created.Outcome, created.Reason, created.Account!.Value));
        Assert.Equal(Prints.Of(last), trail.OfType<HytaleTokenEvent>().Last().TokenFingerprint);
        Assert.All(trail, static one => Assert.DoesNotContain("emu-", one.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refresh_names_the_token_before_and_the_one_after()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        string before = world.Service.RefreshToken;
        world.Clock.Advance(TimeSpan.FromHours(2));
        await me.GetProfilesAsync();
        HytaleTokenEvent refreshed = Assert.Single(world.Events.Events.OfType<HytaleTokenEvent>(), static one => one.Name == HytaleEventNames.TokenRefreshed);
        Assert.Equal((Prints.Of(before), Prints.Of(world.Service.RefreshToken)), (refreshed.PreviousFingerprint, refreshed.TokenFingerprint));
    }

    [Theory]
    [InlineData("""{"error":"access_denied"}""", "declined")]
    [InlineData("""{"error":"expired_token"}""", "timed_out")]
    public async Task A_sign_in_that_came_to_nothing_is_a_failed_authentication(string answer, string reason)
    {
        await using HytaleWorld world = new();
        world.Service.Next("poll", () => ScriptedAnswer.Json(400, answer), times: 3);
        IHytaleAuth hytale = await world.StartAsync();
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(hytale));
        HytaleTokenEvent failed = Assert.Single(world.Events.Events.OfType<HytaleTokenEvent>());
        Assert.Equal((HytaleEventNames.AuthFailed, HytaleEventOutcome.Failed, reason, null), (failed.Name, failed.Outcome, failed.Reason, failed.TokenFingerprint));
    }

    [Fact]
    public async Task A_revoked_grant_and_a_refused_access_token_are_failed_authentications()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        string access = world.Service.AccessToken;
        string refresh = world.Service.RefreshToken;
        world.Service.RefuseAccess();
        world.Service.RefuseRefresh();
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        Assert.Equal(
            [(HytaleEventNames.AuthFailed, Prints.Of(access), "unauthorized"), (HytaleEventNames.TokenRefreshed, Prints.Of(refresh), "revoked"), (HytaleEventNames.AuthFailed, Prints.Of(refresh), "revoked")],
            world.Events.Events.OfType<HytaleTokenEvent>().Skip(1).Select(static one => (one.Name, one.TokenFingerprint!, one.Reason!)));
    }

    [Fact]
    public async Task What_could_not_be_done_is_told_with_its_reason()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Events.Clear();
        world.Service.Next("select", () => ScriptedAnswer.Json(404, """{"code":"SESSION_NOT_FOUND","message":"Profile not found for this account","status":404}"""));
        world.Service.Next("new", () => ScriptedAnswer.Json(403, """{"code":"SESSION_LIMIT_EXCEEDED","status":403}"""));
        await Assert.ThrowsAsync<ProviderException>(() => me.SelectProfileAsync(ScriptedService.Warden));
        await Assert.ThrowsAsync<AccountRestrictedException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.Next("end", () => ScriptedAnswer.Json(429, "{}", ("Retry-After", "60")));
        await session.DisposeAsync();
        Assert.Equal((HytaleEventOutcome.Failed, "session_not_found"), world.Events.Events.OfType<HytaleProfileEvent>().Select(static one => (one.Outcome, one.Reason)).Single());
        Assert.Equal(
            [(HytaleEventNames.SessionCreated, "session_limit_exceeded"), (HytaleEventNames.SessionCreated, null), (HytaleEventNames.SessionDeleted, "rate_limited")],
            world.Events.Events.OfType<HytaleSessionEvent>().Select(static one => (one.Name, one.Reason)));
    }
}
