using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests.Contract;

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
