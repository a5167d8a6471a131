using GameAuth;
using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Arguments: the store's directory; "hardware", "software" or a TPM's handle; a relying party; then configuration. Each line of output is an event or an end.
(string directory, string keys, string relyingParty) = (args[0], args[1], args[2]);
HostApplicationBuilder app = Host.CreateApplicationBuilder(args[3..]);
app.Logging.ClearProviders();
GameAuthBuilder gameAuth = app.Services.AddGameAuth(static options => options.ApplicationName = "tpm-host")
    .UseFileStore(directory)
    .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
    .AddEventSink(new GameAuth.Hardware.Host.PrintingSink())
    .AddXbox();
_ = keys switch
{
    "hardware" => gameAuth.UseHardwareProofKeys(),
    "software" => gameAuth.OpenHardwareProofKeys(),
    _ => gameAuth.UseTpmProofKey(keys),
};
using IHost host = app.Build();
await host.StartAsync();
try
{
    IXboxAuth xbox = host.Services.GetRequiredService<IXboxAuth>();
    XboxAccount me = await xbox.FindAsync() ?? await xbox.SignInAsync(XboxSignIn.DeviceCode(new GameAuth.Hardware.Host.SilentPrompt()));
    XstsToken token = await me.GetXstsTokenAsync(relyingParty);
    Console.WriteLine($"token for {token.Gamertag ?? me.Gamertag}");
}
catch (GameAuthException error)
{
    Console.WriteLine($"{error.GetType().Name}: {error.Message}");
}

await host.StopAsync();
