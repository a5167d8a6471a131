using GameAuth;
using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A launcher's start, as one native file without the .NET runtime: silent when the player is signed in, with a code to type when not.
// Client id and endpoints come from the environment, such as GameAuth__Xbox__ClientId.
if (args is not [string directory, .. string[] rest] || rest is not ([] or ["--host-only"]))
{
    Console.Error.WriteLine("NativeLauncher DIRECTORY [--host-only]: keeps the sign-in below DIRECTORY; --host-only starts and stops the host alone, to measure what the rest costs.");
    return 2;
}

HostApplicationBuilder app = Host.CreateApplicationBuilder();
app.Logging.SetMinimumLevel(LogLevel.Warning);
if (rest is [])
{
    app.Services.AddGameAuth(static options => options.ApplicationName = "native-launcher")
        .UseFileStore(Path.Combine(directory, "store"))
        .UseKeyFile(Path.Combine(directory, "key"))
        .AddXbox();
}

using IHost host = app.Build();
try
{
    await host.StartAsync();
    if (host.Services.GetService<IXboxAuth>() is { } xbox)
    {
        XboxAccount me = await xbox.SignInAsync(XboxSignIn.DeviceCode(new ConsolePrompt()));
        XstsToken token = await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        Console.WriteLine($"{me.Gamertag} is signed in until {token.ExpiresAt:u}; the token has {token.Token.Reveal().Length} characters.");
    }

    await host.StopAsync();
    return 0;
}
catch (GameAuthException error)
{
    Console.Error.WriteLine(error.UserMessage);
    Console.Error.WriteLine(error.Message);
    return 1;
}
