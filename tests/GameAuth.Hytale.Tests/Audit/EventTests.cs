namespace GameAuth.Hytale.Tests.Audit;

/// <summary>Each of the eight types with all that it has: time, account, fingerprint, outcome and reason.</summary>
public class EventTests
{
    private const HytaleEventOutcome Done = HytaleEventOutcome.Succeeded;
    private const HytaleEventOutcome Failed = HytaleEventOutcome.Failed;

    [Fact]
    public async Task Token_created()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        Assert.Equal(
            [new HytaleTokenEvent(HytaleEventNames.TokenCreated, world.Service.LastAt, me.Id, Prints.Of(world.Service.RefreshToken), null, Done, null)],
            Told<HytaleTokenEvent>(world));
    }

    [Fact]
    public async Task Token_refreshed_and_not()
    {
        await using HytaleWorld world = await SignedInAsync();
        HytaleAccount me = await world.AccountAsync();
        string first = world.Service.RefreshToken;
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(429, "{}", ("Retry-After", "60")));
        DateTimeOffset failed = world.Clock.GetUtcNow();
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfilesAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await me.GetProfilesAsync();
        Assert.Equal(
            [
                new HytaleTokenEvent(HytaleEventNames.TokenRefreshed, failed, me.Id, Prints.Of(first), null, Failed, "rate_limited"),
                new HytaleTokenEvent(HytaleEventNames.TokenRefreshed, world.Clock.GetUtcNow(), me.Id, Prints.Of(world.Service.RefreshToken), Prints.Of(first), Done, null),
            ],
            Told<HytaleTokenEvent>(world));
    }

    [Fact]
    public async Task Token_refreshed_only_when_it_is_kept()
    {
        await using HytaleWorld world = new();
        FullStore? store = null;
        world.Family = gameAuth => gameAuth.UseStore(_ => store = new FullStore(world.Store));
        HytaleAccount me = await world.SignInAsync();
        string first = world.Service.RefreshToken;
        world.Events.Clear();
        world.Clock.Advance(TimeSpan.FromHours(2));
        store!.FailsWhen = () => world.Service.Count("refresh") == 1;
        await Assert.ThrowsAsync<CredentialStoreException>(() => me.GetProfilesAsync());
        string second = world.Service.RefreshToken;
        DateTimeOffset failed = world.Clock.GetUtcNow();
        HytaleTokenEvent notSaved = new(HytaleEventNames.TokenRefreshed, failed, me.Id, Prints.Of(second), Prints.Of(first), Failed, "not_saved");
        Assert.Equal([notSaved], Told<HytaleTokenEvent>(world));

        // The new tokens are still in memory, and are kept by the next call.
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await me.GetProfilesAsync();
        Assert.Equal(1, world.Service.Count("refresh"));
        Assert.Equal([notSaved, notSaved with { At = world.Clock.GetUtcNow(), Outcome = Done, Reason = null }], Told<HytaleTokenEvent>(world));
    }

    [Fact]
    public async Task Token_deleted()
    {
        await using HytaleWorld world = await SignedInAsync();
        HytaleAccount me = await world.AccountAsync();
        await me.SignOutAsync();
        Assert.Equal(
            [new HytaleTokenEvent(HytaleEventNames.TokenDeleted, world.Clock.GetUtcNow(), me.Id, Prints.Of(world.Service.RefreshToken), null, Done, null)],
            Told<HytaleTokenEvent>(world));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_deleted_names_the_one_that_another_process_has_brought(bool byClient)
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleAccount other = (await (await world.StartAsync()).FindAsync())!;
        world.Clock.Advance(TimeSpan.FromHours(2));
        await other.GetProfilesAsync();
        if (byClient)
        {
            using HttpClient client = me.CreateClient();
            using HttpResponseMessage answer = await client.GetAsync(new Uri("https://account-data.hytale.com/my-account/get-profiles"));
        }
        else
        {
            await me.GetProfilesAsync();
        }

        Assert.Equal(1, world.Service.Count("refresh"));
        world.Events.Clear();
        await me.SignOutAsync();
        Assert.Equal(Prints.Of(world.Service.RefreshToken), Assert.Single(Told<HytaleTokenEvent>(world)).TokenFingerprint);
    }

    [Fact]
    public async Task Auth_failed_by_a_sign_in_that_came_to_nothing()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("poll", () => ScriptedAnswer.Json(403, """{"code":"FORBIDDEN","message":"The user denied the authorization","status":403}"""));
        IHytaleAuth hytale = await world.StartAsync();
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(hytale));
        Assert.Equal(
            [new HytaleTokenEvent(HytaleEventNames.AuthFailed, world.Service.LastAt, world.Prompt.Shown!.Account, null, null, Failed, "declined")], Told<HytaleTokenEvent>(world));
    }

    [Fact]
    public async Task Auth_failed_by_a_refused_access_token_and_by_a_revoked_grant()
    {
        await using HytaleWorld world = await SignedInAsync();
        HytaleAccount me = await world.AccountAsync();
        (string access, string refresh) = (world.Service.AccessToken, world.Service.RefreshToken);
        world.Service.RefuseAccess();
        world.Service.RefuseRefresh();
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        DateTimeOffset now = world.Clock.GetUtcNow();
        Assert.Equal(
            [
                new HytaleTokenEvent(HytaleEventNames.AuthFailed, now, me.Id, Prints.Of(access), null, Failed, "unauthorized"),
                new HytaleTokenEvent(HytaleEventNames.TokenRefreshed, now, me.Id, Prints.Of(refresh), null, Failed, "revoked"),
                new HytaleTokenEvent(HytaleEventNames.AuthFailed, now, me.Id, Prints.Of(refresh), null, Failed, "revoked"),
            ],
            Told<HytaleTokenEvent>(world));
    }

    [Fact]
    public async Task Session_created_refreshed_and_deleted()
    {
        await using HytaleWorld world = await SignedInAsync();
        HytaleAccount me = await world.AccountAsync();
        DateTimeOffset start = world.Clock.GetUtcNow();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        string first = session.SessionToken.Reveal();
        await world.PassAsync(TimeSpan.FromMinutes(56));
        await HytaleWorld.UntilAsync(() => session.Changes == 1);
        DateTimeOffset renewed = world.Service.Times("renew")[^1];
        await session.EndAsync();
        string second = session.SessionToken.Reveal();
        Assert.NotEqual(first, second);
        Assert.Equal(
            [
                new HytaleSessionEvent(HytaleEventNames.SessionCreated, start, me.Id, ScriptedService.Warden, Prints.Of(first), Done, null),
                new HytaleSessionEvent(HytaleEventNames.SessionRefreshed, renewed, me.Id, ScriptedService.Warden, Prints.Of(second), Done, null),
                new HytaleSessionEvent(HytaleEventNames.SessionDeleted, world.Clock.GetUtcNow(), me.Id, ScriptedService.Warden, Prints.Of(second), Done, null),
            ],
            Told<HytaleSessionEvent>(world));
    }

    [Fact]
    public async Task Session_not_created_not_refreshed_and_not_deleted()
    {
        await using HytaleWorld world = await SignedInAsync();
        HytaleAccount me = await world.AccountAsync();
        world.Service.Next("new", () => ScriptedAnswer.Json(403, """{"code":"SESSION_LIMIT_EXCEEDED","status":403}"""));
        DateTimeOffset start = world.Clock.GetUtcNow();
        await Assert.ThrowsAsync<AccountRestrictedException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        string token = session.SessionToken.Reveal();
        world.Service.Next("renew", () => ScriptedAnswer.Json(500, """{"code":"SERVICE_ERROR","status":500}"""));
        await world.PassAsync(TimeSpan.FromMinutes(55));
        await HytaleWorld.UntilAsync(() => Told<HytaleSessionEvent>(world).Any(static one => one is { Name: HytaleEventNames.SessionRefreshed, Outcome: Failed }));
        DateTimeOffset renewal = world.Service.Times("renew")[0];
        world.Service.Next("end", () => ScriptedAnswer.Json(429, "{}", ("Retry-After", "60")));
        string last = session.SessionToken.Reveal();
        await Assert.ThrowsAsync<ThrottledException>(() => session.EndAsync());
        Assert.Equal(
            [
                new HytaleSessionEvent(HytaleEventNames.SessionCreated, start, me.Id, ScriptedService.Warden, null, Failed, "session_limit_exceeded"),
                new HytaleSessionEvent(HytaleEventNames.SessionRefreshed, renewal, me.Id, ScriptedService.Warden, Prints.Of(token), Failed, "service_error"),
                new HytaleSessionEvent(HytaleEventNames.SessionDeleted, world.Clock.GetUtcNow(), me.Id, ScriptedService.Warden, Prints.Of(last), Failed, "rate_limited"),
            ],
            Told<HytaleSessionEvent>(world).Where(static one => one.Outcome is Failed));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task Profile_selected(HytaleDialect dialect)
    {
        await using HytaleWorld world = await SignedInAsync(dialect);
        HytaleAccount me = await world.AccountAsync();
        await me.SelectProfileAsync(ScriptedService.Miner);
        Assert.Equal(
            [new HytaleProfileEvent(HytaleEventNames.ProfileSelected, world.Clock.GetUtcNow(), me.Id, ScriptedService.Miner, Prints.Of(world.Service.RefreshToken), Done, null)],
            Told<HytaleProfileEvent>(world));
    }

    [Fact]
    public async Task Profile_not_selected_with_a_grant_and_without()
    {
        await using HytaleWorld world = await SignedInAsync();
        HytaleAccount me = await world.AccountAsync();
        string refresh = world.Service.RefreshToken;
        world.Service.Next("select", () => ScriptedAnswer.Json(404, """{"code":"SESSION_NOT_FOUND","message":"Profile not found for this account","status":404}"""));
        await Assert.ThrowsAsync<ProviderException>(() => me.SelectProfileAsync(ScriptedService.Miner));
        HytaleProfileEvent missing = new(
            HytaleEventNames.ProfileSelected, world.Clock.GetUtcNow(), me.Id, ScriptedService.Miner, Prints.Of(refresh), Failed, HytaleErrorCode.SessionNotFound);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.RefuseRefresh();
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.SelectProfileAsync(ScriptedService.Miner));
        Assert.Equal([missing, missing with { At = world.Clock.GetUtcNow(), TokenFingerprint = null, Reason = "revoked" }], Told<HytaleProfileEvent>(world));
    }

    private static async Task<HytaleWorld> SignedInAsync(HytaleDialect dialect = HytaleDialect.Gateway)
    {
        HytaleWorld world = new(dialect);

        // Longer than any test's session, so that no refresh of its own comes in between.
        world.Service.AccessLifetime = TimeSpan.FromHours(1.9);
        await world.SignInAsync();
        world.Events.Clear();
        return world;
    }

    private static T[] Told<T>(HytaleWorld world) => [.. world.Events.Events.OfType<T>()];
}
