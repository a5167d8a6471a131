using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests.Azure;

/// <summary>An application of Azure over the emulator, and what it sent.</summary>
internal static class AzureWorld
{
    public const string ClientId = "11111111-2222-4333-8444-555555555555";

    public static async Task<XboxAccount> SignInAsync(XboxWorld world, SentRequests sent, Action<XboxOptions>? options = null)
    {
        IHost host = await world.StartApplicationAsync(
            app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent)),
            one =>
            {
                one.ClientId = ClientId;
                options?.Invoke(one);
            });
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }

    /// <summary>The calls so far. A deferred signature's verdict is an event too, but no call.</summary>
    public static string Steps(this XboxWorld world) => string.Join(' ', world.Emulator.Log.Events.Where(static one => one.Status != 0).Select(static one => one.Step));

    public static void Immediately(EmulatorOptions emulator) => emulator.SignIns.Add(new SignInScript { AfterPolls = 0 });
}
