using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Troubleshooting;

/// <summary>Trouble with the XSTS token: the service is down, the account has no Xbox profile, the account is banned.</summary>
public class XstsTroubleTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task A_service_that_is_down_is_a_matter_of_time()
    {
        ProviderException error = await TroubleAsync<ProviderException>(new Fault { At = "xsts.authorize", Status = 503, Times = null }, AccountStatus.Active);
        Assert.Equal((503, true, "xsts"), (error.Status, error.IsTransient, error.Step));
        Assert.Equal("The service can not be reached right now. Please try again later.", error.UserMessage);
        Assert.Equal("replaced", Replaced.By("Provider_Transient", "replaced", () => error.UserMessage));
    }

    [Fact]
    public async Task An_account_without_an_Xbox_profile_is_sent_to_the_page_that_makes_one()
    {
        AccountRestrictedException error = await TroubleAsync<AccountRestrictedException>(
            new Fault { At = "xsts.authorize", XErr = (long)XboxErrorCode.AccountCreationRequired }, AccountStatus.Restricted);
        Assert.Equal("https://start.ui.xboxlive.com/CreateAccount", error.HelpUri!.AbsoluteUri);
        Assert.Equal("This Microsoft account has no Xbox profile yet. Create one on the Xbox page, then sign in again.", error.UserMessage);
        Assert.Equal("replaced", Replaced.By("xbox_2148916233", "replaced", () => error.UserMessage));
    }

    [Fact]
    public async Task A_banned_account_is_told_where_to_see_why()
    {
        AccountRestrictedException error = await TroubleAsync<AccountRestrictedException>(
            new Fault { At = "xsts.authorize", XErr = (long)XboxErrorCode.EnforcementBan }, AccountStatus.Restricted);
        Assert.Equal("https://enforcement.xbox.com/", error.HelpUri!.AbsoluteUri);
        Assert.Equal("This account or this device is banned from Xbox. Open the help page to see why and for how long.", error.UserMessage);
        Assert.Equal("replaced", Replaced.By("xbox_2148916227", "replaced", () => error.UserMessage));
    }

    private static async Task<TError> TroubleAsync<TError>(Fault fault, AccountStatus after)
        where TError : GameAuthException
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(fault);
        TError error = await Assert.ThrowsAsync<TError>(() => me.GetXstsTokenAsync(RelyingParty).AsTask());
        Assert.Equal((after, 0, 1), (me.Status, world.Count("login.refresh"), world.Prompt.Asked));
        return error;
    }
}
