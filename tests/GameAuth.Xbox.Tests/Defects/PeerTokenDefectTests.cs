using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>How other clients keep and renew tokens wrongly.</summary>
public class PeerTokenDefectTests
{
    private const string Java = "rp://api.minecraftservices.com/";
    private const string Bedrock = "https://multiplayer.minecraft.net/";

    [Theory]
    [InlineData("M.C104_BL2.-")]
    [InlineData("M.R3_BAY.-")]
    [InlineData("no.prefix.that.anybody.knows!*$")]
    public async Task A_prefix_cut_off_and_another_put_on_a_refresh_token_goes_back_as_it_came(string prefix)
    {
        PrefixedRefreshTokens prefixing = new(prefix);
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync((await world.WatchAsync(() => prefixing)).Xbox());
        foreach (int refreshes in (int[])[1, 2])
        {
            world.Clock.Advance(TimeSpan.FromHours(25));
            await me.GetProfileAsync();
            Assert.Equal((refreshes, refreshes), (prefixing.Seen, world.Count("login.refresh")));
        }
    }

    [Fact]
    public async Task One_slot_for_every_relying_party_each_has_its_own_token()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        XstsToken[] first = [await me.GetXstsTokenAsync(Java), await me.GetXstsTokenAsync(Bedrock), await me.GetXstsTokenAsync(XboxDefaults.RelyingParty)];
        XstsToken[] again = [await me.GetXstsTokenAsync(Java), await me.GetXstsTokenAsync(Bedrock), await me.GetXstsTokenAsync(XboxDefaults.RelyingParty)];
        Assert.Equal(first, again);
        Assert.Equal((3, 2), (first.Select(static token => token.Token.Reveal()).Distinct().Count(), world.Count("xsts.authorize")));
    }

    [Theory]
    [InlineData(XboxTokenKind.Device, "device.authenticate:200 sisu.authorize:200")]
    [InlineData(XboxTokenKind.Title, "sisu.authorize:200")]
    [InlineData(XboxTokenKind.User, "sisu.authorize:200")]
    [InlineData(XboxTokenKind.Xsts, "xsts.authorize:200")]
    [InlineData(XboxTokenKind.MsaAccess, "")]
    public async Task One_token_looked_at_twice_and_another_never_the_end_of_each_counts(XboxTokenKind kind, string calls)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator =>
        {
            XboxLifetimes lifetimes = emulator.Xbox.Lifetimes;
            TimeSpan Of(XboxTokenKind one) => one == kind ? TimeSpan.FromHours(1) : TimeSpan.FromHours(10);
            lifetimes.Device = Of(XboxTokenKind.Device);
            lifetimes.Title = Of(XboxTokenKind.Title);
            lifetimes.User = Of(XboxTokenKind.User);
            lifetimes.Xsts = kind is XboxTokenKind.MsaAccess ? TimeSpan.FromHours(10) : TimeSpan.FromHours(1);
            lifetimes.MsaAccess = Of(XboxTokenKind.MsaAccess);
        });
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(calls, await world.CallsAsync(() => me.GetXstsTokenAsync(XboxDefaults.RelyingParty).AsTask()));
        Assert.All(world.Emulator.Log.Events, static one => Assert.Equal(200, one.Status));
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(429, null)]
    [InlineData(null, "invalid_grant")]
    public async Task A_failed_refresh_that_falls_to_a_new_code_nobody_is_asked_but_by_the_application(int? status, string? word)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(new Fault { At = "login.refresh", Status = status, OAuthError = word, Times = null });
        Assert.IsAssignableFrom<GameAuthException>(await Record.ExceptionAsync(() => me.GetProfileAsync()));
        Assert.IsAssignableFrom<GameAuthException>(await Record.ExceptionAsync(() => me.GetXstsTokenAsync(Java).AsTask()));
        Assert.Equal((1, 1), (world.Count("login.connect"), world.Prompt.Asked));
    }

    [Fact]
    public async Task Keys_still_loading_when_they_are_used_fifty_first_calls_of_a_process_are_signed_with_the_stored_one()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator =>
        {
            for (int number = 0; number < 50; number++)
            {
                emulator.Xbox.RelyingParties.Add($"https://party-{number}.example.test/");
            }
        });
        await world.SignInAsync();
        XboxAccount me = (await (await world.OpenAsync()).FindAsync())!;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => me.GetXstsTokenAsync($"https://party-{number}.example.test/").AsTask())));
        Assert.Equal(50, world.Count("xsts.authorize"));
        Assert.All(world.Emulator.Log.Of("xsts.authorize"), static one => Assert.Equal((SignatureVerdict.Verified, 200), (one.Signature, one.Status)));
        Assert.Single(world.Emulator.Log.Events.Where(static one => one.KeyThumbprint is not null).Select(static one => one.KeyThumbprint).Distinct());
    }

    [Fact]
    public async Task One_refresh_per_caller_callers_of_many_relying_parties_share_one()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        string[] parties = [Java, Bedrock, XboxDefaults.RelyingParty, "http://accounts.xboxlive.com"];
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => me.GetXstsTokenAsync(parties[number % parties.Length]).AsTask())));
        Assert.Equal((1, 4), (world.Count("login.refresh"), world.Count("xsts.authorize")));
    }
}
