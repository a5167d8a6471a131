using GameAuth.ProviderContract;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>The same, but the step of a sign-in that a contract may damage is the request for the code.</summary>
public sealed class XboxCodeHarness : XboxHarness
{
    protected override WireCall Connect => WireCall.SignIn;

    protected override WireCall Poll => WireCall.Other;
}
