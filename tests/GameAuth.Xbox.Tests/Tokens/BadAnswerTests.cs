using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>Whatever an authentication host answers: a typed error that names the step, nothing stored, nothing lost.</summary>
public class BadAnswerTests
{
    private static readonly BodyDamage[] Harmless = [BodyDamage.UnknownFields, BodyDamage.NumbersAsStrings, BodyDamage.NineFractionDigits];

    public static TheoryData<string, string, BodyDamage> Damages()
    {
        TheoryData<string, string, BodyDamage> data = [];
        foreach ((string at, string step) in ((string, string)[])[("device.authenticate", "device"), ("sisu.authorize", "sisu"), ("xsts.authorize", "xsts")])
        {
            foreach (BodyDamage damage in Enum.GetValues<BodyDamage>())
            {
                // A device token has neither xui claims nor numbers of its own; what is not there can not be damaged.
                // Nor does a member of it that counts as absent cost anything, where that one is not needed.
                bool isUser = damage is BodyDamage.NullClaims or BodyDamage.EmptyClaims or BodyDamage.DuplicateKeys;
                if (damage is not BodyDamage.None && !Harmless.Contains(damage) && !(isUser && at.StartsWith("device", StringComparison.Ordinal)))
                {
                    data.Add(at, step, damage);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_bad_answer_names_its_step_and_costs_no_sign_in(string at, string step, BodyDamage damage)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        if (step != "xsts")
        {
            await xbox.ForgetDeviceAsync();
        }

        world.Emulator.Faults.Add(new Fault { At = at, Damage = damage, Times = null });
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => MintAsync(me));
        Assert.Equal(step, error.Step);
        Assert.DoesNotContain("EMULATOR", error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(AccountStatus.Active, me.Status);

        world.Emulator.Faults.Clear();
        await MintAsync(me);
        Assert.Equal((1, 0), (world.Prompt.Asked, world.Count("login.refresh")));
    }

    [Theory]
    [InlineData(BodyDamage.UnknownFields)]
    [InlineData(BodyDamage.NumbersAsStrings)]
    [InlineData(BodyDamage.NineFractionDigits)]
    public async Task An_answer_that_is_only_odd_is_taken(BodyDamage damage)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "*", Damage = damage, Times = null });
        XboxAccount me = await world.SignInAsync();
        await MintAsync(me);
        Assert.Equal(world.Emulator.Players[0].Gamerscore, (await me.GetProfileAsync()).Gamerscore);
    }

    [Theory]
    [InlineData(BodyDamage.Empty)]
    [InlineData(BodyDamage.Html)]
    [InlineData(BodyDamage.HalfJson)]
    [InlineData(BodyDamage.Truncated)]
    [InlineData(BodyDamage.NullStrings)]
    public async Task A_bad_device_code_answer_ends_the_sign_in_by_name(BodyDamage damage)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "login.connect", Damage = damage, Times = null });
        IXboxAuth xbox = await world.OpenAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(xbox));
        Assert.Equal("device code", error.Step);
        Assert.Null(await xbox.FindAsync());
    }

    [Theory]
    [InlineData("http://login.live.com/oauth20_remoteconnect.srf")]
    [InlineData("https://login.live.com.example.test/x")]
    [InlineData("https://user@login.live.com/x")]
    [InlineData("javascript:alert(1)")]
    public async Task A_page_that_is_not_Microsofts_is_never_shown(string page)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault
        {
            At = "login.connect",
            Status = 200,
            Body = $$"""{"device_code":"made-up","user_code":"ABCD1234","verification_uri":"{{page}}","expires_in":900,"interval":5}""",
        });
        IXboxAuth xbox = await world.OpenAsync();
        await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(xbox));
        Assert.Equal(0, world.Prompt.Asked);
    }

    [Theory]
    [InlineData("bad token")]
    [InlineData("bad\\r\\nX-Evil: 1")]
    [InlineData("")]
    public async Task A_token_that_fits_into_no_header_is_refused(string token)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault
        {
            At = "xsts.authorize",
            Status = 200,
            Body = $$$"""{"NotAfter":"2031-01-01T00:00:00.0000000Z","Token":"{{{token}}}","DisplayClaims":{"xui":[{"uhs":"1"}]}}""",
        });
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => MintAsync(me));
        Assert.Equal("xsts", error.Step);
    }

    private static Task<XstsToken> MintAsync(XboxAccount me) => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask();
}
