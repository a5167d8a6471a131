using System.Globalization;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>How other clients tell of failures wrongly, or not at all.</summary>
public class PeerErrorDefectTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Theory]
    [InlineData("authorization_declined", typeof(SignInRequiredException))]
    [InlineData("bad_verification_code", typeof(ProviderException))]
    [InlineData("invalid_grant", typeof(ProviderException))]
    public async Task A_final_word_swallowed_while_polling_it_ends_the_sign_in_at_once(string word, Type expected)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "login.poll", OAuthError = word, Times = null });
        IXboxAuth xbox = await world.OpenAsync();
        await Assert.ThrowsAsync(expected, () => world.SignInAsync(xbox));
        Assert.Equal((1, 1), (world.Count("login.poll"), world.Count("login.connect")));
    }

    [Fact]
    public async Task Slow_down_unheard_the_pause_before_each_further_poll_is_five_seconds_longer()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.SignIns.Add(new SignInScript { AfterPolls = 3 }));
        world.Emulator.Faults.Add(Fault.SlowDown());
        await world.SignInAsync();
        DateTimeOffset[] polls = [.. world.Emulator.Log.Of("login.poll").Select(static one => one.Time)];
        Assert.InRange(polls.Length, 4, 5);
        Assert.All(polls.Skip(1).Zip(polls), static pair => Assert.InRange(pair.First - pair.Second, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11)));
    }

    [Fact]
    public async Task Refusals_as_printed_JSON_they_are_errors_with_a_step_and_without_the_body()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        foreach (string body in (string[])["""{"XErr":2148916233,"Message":"made up"}""", """{"error":"made up"}""", """{"made":"up"}"""])
        {
            world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", Status = 401, Body = body });
            GameAuthException error = await Assert.ThrowsAnyAsync<GameAuthException>(() => me.GetXstsTokenAsync(RelyingParty).AsTask());
            Assert.Equal(("xbox", "xsts"), (error.Provider, error.Step));
            Assert.DoesNotContain("{", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("made up", error.ToString(), StringComparison.Ordinal);
            world.Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public async Task Codes_that_callers_can_not_name_every_one_is_public_and_in_the_error()
    {
        Assert.True(typeof(XboxErrorCode).IsPublic);
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = 2148916238 });
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => me.GetXstsTokenAsync(RelyingParty).AsTask());
        Assert.Equal(XboxErrorCode.ChildNotInFamily, (XboxErrorCode)uint.Parse(error.Code, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_crash_over_a_member_that_nobody_knows_answers_and_refusals_may_have_more()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "*", Damage = BodyDamage.UnknownFields, Times = null });
        XboxAccount me = await world.SignInAsync();
        await me.GetXstsTokenAsync(RelyingParty);
        world.Emulator.Faults.Clear();
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", Status = 401, Body = """{"New":{"a":[1,null]},"XErr":2148916235,"Redirect":null,"Later":[]}""" });
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => me.GetXstsTokenAsync("https://multiplayer.minecraft.net/").AsTask());
        Assert.Equal("2148916235", error.Code);
    }
}
