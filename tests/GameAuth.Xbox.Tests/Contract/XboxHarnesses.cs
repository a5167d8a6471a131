using GameAuth.ProviderContract;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>A title with SISU; the step of a sign-in that a contract may damage is the request for the code.</summary>
public sealed class XboxCodeHarness : XboxHarness
{
    protected override WireCall Connect => WireCall.SignIn;

    protected override WireCall Poll => WireCall.Other;
}

/// <summary>A title without SISU, for the contracts that every provider keeps.</summary>
public sealed class TitleHarness : XboxHarness
{
    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        base.AddProvider(gameAuth);
        gameAuth.Services.Configure<XboxOptions>("default", static options => options.UseSisu = false);
    }
}

/// <summary>An application of Azure, for the contracts that every provider keeps.</summary>
public sealed class AzureHarness : XboxHarness
{
    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        base.AddProvider(gameAuth);
        gameAuth.Services.Configure<XboxOptions>("default", static options => options.ClientId = "11111111-2222-4333-8444-555555555555");
    }
}

/// <summary>A title whose players sign in in a browser, for the contracts that every provider keeps.</summary>
public class BrowserHarness : XboxHarness
{
    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        base.AddProvider(gameAuth);
        gameAuth.Services.Configure<XboxOptions>("default", static options => options.TitleId = "1234567890");
    }

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken)
    {
        VisitingPrompt prompt = new()
        {
            // The contracts walk the clock over pauses, and the time that a browser has to speak to the listener would pass for one.
            AlwaysPastes = true,
            Before = end =>
            {
                asked();
                Canaries.Note(System.Web.HttpUtility.ParseQueryString(end.Query)["code"]!);
                Canaries.Note(System.Web.HttpUtility.ParseQueryString(end.Query)["state"]!);
                return Task.CompletedTask;
            },
        };
        return await services.GetRequiredService<IXboxAuth>().SignInAsync(XboxSignIn.Browser(prompt) with { ForcePrompt = forcePrompt }, cancellationToken);
    }
}

/// <summary>A title whose players sign in in a browser; the step of a sign-in that a contract may damage is the one that hands out the page.</summary>
public sealed class BrowserPageHarness : BrowserHarness
{
    protected override WireCall Poll => WireCall.Other;

    public override WireCall Classify(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath == "/authenticate" ? WireCall.SignIn : base.Classify(request);
}

/// <summary>An application of Azure whose players sign in in a browser, for the contracts that every provider keeps.</summary>
public sealed class AzureBrowserHarness : BrowserHarness
{
    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        base.AddProvider(gameAuth);
        gameAuth.Services.Configure<XboxOptions>("default", static options => (options.ClientId, options.TitleId) = ("11111111-2222-4333-8444-555555555555", null));
    }
}
