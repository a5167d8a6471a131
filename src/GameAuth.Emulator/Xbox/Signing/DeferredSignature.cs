using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>
/// A signature whose key the server has not met: some clients ask for the user token before the device token. It is checked
/// when the token that it asked for is presented together with a key.
/// </summary>
internal sealed record DeferredSignature(Exchange Exchange, byte[] Hash, byte[] Signature)
{
    public EmulatorEvent Settle(XboxProofKey key, Exchange occasion)
    {
        bool verified = key.Verifies(Hash, Signature);
        Exchange.KeyThumbprint = key.Thumbprint;
        Exchange.Signature = Exchange.Signature with
        {
            Verdict = verified ? SignatureVerdict.Verified : SignatureVerdict.Bad,
            Detail = verified ? null : "made with another key than the one its token is used with",
        };
        return EventOf.This(Exchange, 0) with
        {
            Sequence = occasion.Sequence, Time = occasion.Now, RefersTo = Exchange.Sequence, Issued = [], Spent = [],
            Note = "deferred signature settled",
        };
    }
}
