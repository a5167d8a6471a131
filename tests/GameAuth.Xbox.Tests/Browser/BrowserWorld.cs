using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests.Browser;

/// <summary>An application whose players sign in in a browser, and what it sent.</summary>
internal static class BrowserWorld
{
    public const string TitleId = "1234567890";
    public const string AzureClientId = "11111111-2222-4333-8444-555555555555";

    /// <summary>All that a sign-in by SISU costs.</summary>
    public const string SisuSteps = "device.authenticate:200 sisu.authenticate:200 login.authorize:302 login.code:200 sisu.authorize:200";

    public static async Task<IXboxAuth> OpenBrowserAsync(this XboxWorld world, SentRequests? sent = null, Action<XboxOptions>? options = null)
    {
        IHost host = await world.StartApplicationAsync(
            app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent ?? [])),
            one =>
            {
                one.TitleId = TitleId;
                options?.Invoke(one);
            });
        return host.Services.GetRequiredService<IXboxAuth>();
    }

    public static Task<XboxAccount> SignInByBrowserAsync(this IXboxAuth xbox, VisitingPrompt? prompt = null, bool force = false) =>
        xbox.SignInAsync(XboxSignIn.Browser(prompt ?? new VisitingPrompt()) with { ForcePrompt = force });

    public static void Azure(XboxOptions options) => (options.ClientId, options.TitleId) = (AzureClientId, null);

    public static void WithoutSisu(XboxOptions options) => (options.UseSisu, options.TitleId) = (false, null);

    public static void Declines(EmulatorOptions emulator) => emulator.SignIns.Add(new SignInScript { Decision = SignInDecision.Decline });
}
