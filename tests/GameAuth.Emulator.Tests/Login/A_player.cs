using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class A_player : EmulatorTest
{
    protected override void Configure(EmulatorOptions options)
    {
        options.Players.Add(new EmulatedPlayer { Gamertag = "Ada Emu", Xuid = "2814600000000010", Gamerscore = 7 });
        options.Players.Add(new EmulatedPlayer { Gamertag = "Ben Emu", Xuid = "2814600000000011", Gamerscore = 9, AgeGroup = "Child" });
        options.SignIns.Add(new SignInScript { Player = "ben emu", AfterPolls = 0 });
        options.SignIns.Add(new SignInScript { AfterPolls = 0 });
    }

    [Fact]
    public async Task Signs_in_as_the_scripts_say_one_after_the_other_and_the_last_goes_on()
    {
        string[] who = [await GamertagAsync(), await GamertagAsync(), await GamertagAsync()];

        Assert.Equal(["Ben Emu", "Ada Emu", "Ada Emu"], who);
    }

    [Fact]
    public async Task Declines()
    {
        Emulator.SignIns.Default = new SignInScript { Decision = SignInDecision.Decline, AfterPolls = 2 };
        await Client.ConnectAsync();
        string code = (await Client.ConnectAsync())["device_code"];

        string[] errors = [(await Client.PollAsync(code))["error"], (await Client.PollAsync(code))["error"], (await Client.PollAsync(code))["error"]];

        Assert.Equal(["authorization_pending", "authorization_pending", "authorization_declined"], errors);
    }

    [Fact]
    public async Task Approves_after_a_time()
    {
        Emulator.SignIns.Default = new SignInScript { AfterPolls = 0, After = TimeSpan.FromSeconds(30) };
        await Client.ConnectAsync();
        string code = (await Client.ConnectAsync())["device_code"];

        Time.Advance(TimeSpan.FromSeconds(29));
        WireAnswer early = await Client.PollAsync(code);
        Time.Advance(TimeSpan.FromSeconds(1));
        WireAnswer due = await Client.PollAsync(code);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (early.Status, due.Status));
    }

    [Fact]
    public void Whom_the_emulator_does_not_have_is_refused_by_name()
    {
        EmulatorException error = Assert.Throws<EmulatorException>(() => Emulator.SignIns.Enqueue(new SignInScript { Player = "Nobody" }));

        Assert.Contains("Nobody", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> GamertagAsync()
    {
        WireAnswer sisu = await Client.SisuSignInAsync();
        return sisu.Json["AuthorizationToken"]!["DisplayClaims"]!["xui"]![0]!["gtg"]!.GetValue<string>();
    }
}
