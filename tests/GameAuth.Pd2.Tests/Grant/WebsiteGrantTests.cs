using System.Text.Json;

namespace GameAuth.Pd2.Tests.Grant;

/// <summary>A website token lives as long as it says, is renewed by itself, and what comes back is kept.</summary>
public class WebsiteGrantTests
{
    [Fact]
    public async Task A_restart_prompts_nobody_and_needs_no_network()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await world.StopAsync();
        Pd2Account again = await world.SignInAsync(await world.StartAsync());
        Assert.Equal((me.Id, ScriptedService.PlayerName, ScriptedService.Player), (again.Id, again.Username, again.Subject));
        Assert.Equal((0, 1), (world.Service.Sent.Count, world.Prompt.Asked));
    }

    [Fact]
    public async Task A_token_that_is_used_now_and_then_never_ends()
    {
        await using Pd2World world = new();
        await world.SignInAsync();
        for (int week = 0; week < 10; week++)
        {
            await world.StopAsync();
            world.Clock.Advance(TimeSpan.FromDays(8));
            Pd2Account me = (await (await world.StartAsync()).FindAsync())!;
            await me.GetTokenAsync(ProviderOf(world).Grants);
            Assert.Equal(AccountStatus.Active, me.Status);
        }

        Assert.Equal(1, world.Prompt.Asked);
        Assert.Equal(10, world.Service.Count("create security/session"));
    }

    [Fact]
    public async Task A_renewal_presents_the_stored_token_and_keeps_the_one_that_comes_back_by_its_own_end()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        string stored = world.Service.Secrets.Last();
        world.Service.WebsiteLifetime = TimeSpan.FromDays(3);
        world.Clock.Advance(TimeSpan.FromDays(7.5));
        Pd2Grant renewed = await me.GetTokenAsync(ProviderOf(world).Grants);
        Assert.Contains(stored, world.Service.Last("create security/session").Data, StringComparison.Ordinal);
        Assert.Equal(world.Service.Secrets.Last(), renewed.AccessToken.Reveal());
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromDays(3), me.SignInExpiresAt!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task An_end_that_does_not_move_is_the_end_and_nothing_is_sent_after_it()
    {
        await using Pd2World world = new();
        world.Service.MovesEnd = false;
        Pd2Account me = await world.SignInAsync();
        DateTimeOffset end = me.SignInExpiresAt!.Value;
        for (int day = 0; day < 13; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await me.GetTokenAsync(ProviderOf(world).Grants);
        }

        // Once, half-way: what it brought says that it ends there.
        Assert.Equal(1, world.Service.Count("create security/session"));
        Assert.Equal(end, me.SignInExpiresAt);
        world.Service.Clear();
        world.Clock.Advance(TimeSpan.FromDays(1));
        SignInRequiredException error = await world.FailureAsync<SignInRequiredException>(me.GetTokenAsync(ProviderOf(world).Grants).AsTask());
        Assert.Equal(SignInReason.Expired, error.Reason);
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task A_lost_answer_costs_nothing()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(8));
        world.Service.Next("create security/session", static () => ScriptedReply.Lost);
        Assert.IsAssignableFrom<GameAuthException>(await Record.ExceptionAsync(() => world.WalkAsync(me.GetTokenAsync(ProviderOf(world).Grants).AsTask())));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await me.GetTokenAsync(ProviderOf(world).Grants));
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Fact]
    public async Task The_token_that_a_connect_brings_is_stored()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await me.GetProfileAsync();
        string brought = world.Service.Secrets.Last();
        await world.StopAsync();
        Pd2Account again = (await (await world.StartAsync()).FindAsync())!;
        Assert.Equal(brought, (await again.GetTokenAsync(ProviderOf(world).Grants)).AccessToken.Reveal());
        Assert.Equal(1, world.Service.Count("create security/session"));
    }

    [Fact]
    public async Task A_login_without_a_token_of_its_own_is_good_and_the_stored_one_stays()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        string stored = world.Service.Secrets.Last();
        world.Service.Next("create security/session", () => LetIn(world));
        Assert.Equal("Emu", (await me.GetProfileAsync()).Username);
        Assert.Equal(stored, (await me.GetTokenAsync(ProviderOf(world).Grants)).AccessToken.Reveal());
    }

    [Fact]
    public async Task Nothing_but_id_and_name_of_the_player_is_stored()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Pd2Profile profile = await me.GetProfileAsync();
        Assert.Equal((ScriptedService.Email, "EmuMule", true), (profile.Email, profile.GameAccounts[0], profile.Preferences.IsLadder is true));
        Assert.DoesNotContain(ScriptedService.Email, profile.ToString(), StringComparison.Ordinal);
        JsonElement row = JsonSerializer.SerializeToElement(await me.GetTokenAsync(ProviderOf(world).Grants), Pd2RowJson.Default.Pd2Grant);
        string[] stored = [.. row.EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal)];
        string[] expected = ["access_token", "expires_at", "sign_in_expires_at"];
        Assert.Equal(expected, stored);
    }

    internal static Pd2Provider ProviderOf(Pd2World world) => (Pd2Provider)world.Host.Services.GetService(typeof(IPd2Auth))!;

    private static ScriptedReply LetIn(Pd2World world)
    {
        foreach (ServicePeer peer in world.Service.Peers)
        {
            peer.Token ??= "none";
        }

        return ScriptedReply.Of($$$"""{"user":{"_id":"{{{ScriptedService.Player}}}","username":"Emu"}}""");
    }
}
