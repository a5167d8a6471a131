using System.Reflection;
using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Xbox.Tests.Azure;

namespace GameAuth.Xbox.Tests;

/// <summary>What users of other clients complain about most, in that order.</summary>
public class ComplaintTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task An_opaque_403_a_title_that_may_not_is_told_apart_from_a_wrong_clock()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "title.authenticate", Status = 403, Body = "{}" });
        IXboxAuth xbox = await world.OpenAsync(static options => options.UseSisu = false);
        GameAuthConfigurationException title = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.SignInAsync(xbox));
        Assert.Contains("UseSisu", title.Message, StringComparison.Ordinal);

        world.Emulator.Faults.Add(Fault.EmptyForbidden("title.authenticate", times: null));
        world.Emulator.ClockSkew = TimeSpan.FromMinutes(10);
        await Assert.ThrowsAsync<ClockSkewException>(() => world.SignInAsync(xbox));
    }

    [Fact]
    public async Task Asked_again_although_signed_in_sixty_days_of_restarts_ask_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount first = await world.SignInAsync();
        for (int day = 1; day <= 60; day++)
        {
            world.Clock.Advance(TimeSpan.FromHours(25));
            XboxAccount me = await world.SignInAsync(await world.OpenAsync());
            Assert.Equal(first.Id, me.Id);
            await me.GetProfileAsync();
            Assert.Equal((1, day), (world.Prompt.Asked, world.Count("login.refresh")));
        }
    }

    [Fact]
    public async Task A_raw_number_shown_no_sentence_for_a_player_has_one()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.OpenAsync();
        foreach (string code in Enum.GetValues<XboxErrorCode>().Select(static code => code.ToString("D")))
        {
            string message = new AccountRestrictedException("made up", code, helpUri: null) { Provider = "xbox" }.UserMessage;
            Assert.DoesNotContain(message, char.IsDigit);
            Assert.DoesNotContain("XErr", message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(AzureWorld.ClientId)]
    public async Task Children_turned_away_the_device_token_that_lets_them_in_goes_along(string? clientId)
    {
        SentRequests sent = [];
        await using XboxWorld world = await XboxWorld.StartAsync(emulator =>
        {
            AzureWorld.Immediately(emulator);
            emulator.Players.Add(new EmulatedPlayer { Gamertag = "EmuKid", Xuid = "2814600000000012", AgeGroup = "Child" });
        });
        XboxAccount me = await world.SignInAsync(await world.WatchAsync(sent, options => options.ClientId = clientId ?? options.ClientId));
        await me.GetXstsTokenAsync(RelyingParty);
        Assert.Equal(XboxAgeGroup.Child, await me.GetAgeGroupAsync());
        JsonElement[] asked = [.. sent.Where(static one => one.Request.RequestUri!.AbsolutePath == "/xsts/authorize").Select(static one => JsonDocument.Parse(one.Body).RootElement)];
        Assert.NotEmpty(asked);
        Assert.All(asked, static body => Assert.NotEmpty(body.GetProperty("Properties").GetProperty("DeviceToken").GetString()!));
    }

    [Fact]
    public async Task A_sign_in_that_can_not_be_left_the_caller_leaves_and_the_polling_ends()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.SignIns.Add(new SignInScript { Decision = SignInDecision.Never }));
        using CancellationTokenSource leaving = new();
        int pauses = 0;
        RecordingPrompt prompt = new(world.Prompt) { OnTold = _ => { if (++pauses == 3) { leaving.Cancel(); } } };
        IXboxAuth xbox = await world.OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => xbox.SignInAsync(XboxSignIn.DeviceCode(prompt), leaving.Token));
        Assert.Equal((2, 1), (world.Count("login.poll"), world.Count("login.connect")));
        Assert.Null(await xbox.FindAsync());
    }

    [Fact]
    public void Passwords_that_stop_working_nothing_here_takes_one()
    {
        string[] named =
        [
            .. from type in typeof(IXboxAuth).Assembly.GetExportedTypes()
               from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
               from name in (member as MethodBase)?.GetParameters().Select(static one => one.Name!).Append(member.Name) ?? [member.Name]
               select name,
        ];
        Assert.Contains("relyingParty", named);
        Assert.DoesNotContain(named, static name => name.Contains("password", StringComparison.OrdinalIgnoreCase) || name.Contains("mail", StringComparison.OrdinalIgnoreCase));
    }
}
