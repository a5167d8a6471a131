using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>A title without SISU, for the contracts that every provider keeps.</summary>
public sealed class TitleHarness : XboxHarness
{
    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        base.AddProvider(gameAuth);
        gameAuth.Services.Configure<XboxOptions>("default", static options => options.UseSisu = false);
    }
}
