// An application that signs its players in with MSAL, and lets GameAuth do the rest: Xbox Live's tokens, signatures, limits, storage.
//
//   dotnet run --project samples/XboxMsal -- <your Azure application id>
//
// The refresh token stays with MSAL, in its own cache; GameAuth never sees it.
using GameAuth;
using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Identity.Client;
using XboxMsal;

if (args is not [{ Length: > 0 } clientId])
{
    Console.Error.WriteLine("Name your Azure application id: XboxMsal 11111111-2222-4333-8444-555555555555");
    return 2;
}

using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

try
{
    IPublicClientApplication msal = PublicClientApplicationBuilder.Create(clientId)
        .WithAuthority(new Uri("https://login.microsoftonline.com/consumers")).WithDefaultRedirectUri().Build();
    await MsalCache.AttachAsync(msal);
    MsalTokens tokens = new(msal);

    HostApplicationBuilder app = Host.CreateApplicationBuilder();
    app.Logging.SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Warning);
    app.Services.AddGameAuth(static options => options.ApplicationName = "xbox-msal").UseKeyFile().AddXbox(options => options.ClientId = clientId);
    using IHost host = app.Build();
    await host.StartAsync(interrupted.Token);

    await tokens.SignInAsync(static code => Console.Out.WriteLineAsync(code.Message), interrupted.Token);
    XboxAccount me = await host.Services.GetRequiredService<IXboxAuth>().SignInAsync(XboxSignIn.MicrosoftToken(tokens.GetAsync), interrupted.Token);
    XboxProfile profile = await me.GetProfileAsync(interrupted.Token);
    Console.WriteLine($"{profile.Gamertag} has a gamerscore of {profile.Gamerscore}.");
    await host.StopAsync(CancellationToken.None);
    return 0;
}
catch (GameAuthException failure)
{
    Console.Error.WriteLine(failure.UserMessage);
    Console.Error.WriteLine(failure.Message);
    return 1;
}
catch (MsalException failure)
{
    Console.Error.WriteLine($"MSAL: {failure.ErrorCode}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
