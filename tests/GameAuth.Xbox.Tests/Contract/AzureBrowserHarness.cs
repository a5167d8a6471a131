using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>An application of Azure whose players sign in in a browser, for the contracts that every provider keeps.</summary>
public sealed class AzureBrowserHarness : BrowserHarness
{
    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        base.AddProvider(gameAuth);
        gameAuth.Services.Configure<XboxOptions>("default", static options => (options.ClientId, options.TitleId) = ("11111111-2222-4333-8444-555555555555", null));
    }
}
