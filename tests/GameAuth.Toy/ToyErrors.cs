namespace GameAuth.Toy;

/// <summary>What a refusal of toy.test means.</summary>
internal static class ToyErrors
{
    public static GameAuthException Map(ProviderResponse answer)
    {
        answer.TryReadJson(ToyWireJson.Default.ToyBody, out ToyBody? body);
        return (answer.Status, body?.Error) switch
        {
            (400, "invalid_grant") => new SignInRequiredException("toy: the grant is over; sign in again.", SignInReason.Revoked)
            { Provider = ToyDefaults.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId },
            (403, "restricted") => new AccountRestrictedException($"toy: the player is restricted ({body!.Code}).", body.Code ?? "unknown", helpUri: null)
            { Provider = ToyDefaults.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId },
            _ => answer.Failure("is a failure", body?.Error),
        };
    }
}
