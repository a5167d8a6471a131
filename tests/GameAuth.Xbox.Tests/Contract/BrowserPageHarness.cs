using GameAuth.ProviderContract;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>The same, but the step of a sign-in that a contract may damage is the one that hands out the page.</summary>
public sealed class BrowserPageHarness : BrowserHarness
{
    protected override WireCall Poll => WireCall.Other;

    public override WireCall Classify(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath == "/authenticate" ? WireCall.SignIn : base.Classify(request);
}
