namespace GameAuth.Providers;

/// <summary>A refusal, wherever it came from: the body of a token endpoint or the query of a redirect.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Step">The step that was refused.</param>
/// <param name="Code">The clean code.</param>
/// <param name="Status">The HTTP status; null for a redirect, which has none of the server's.</param>
/// <param name="CorrelationId">What the provider's logs know it by.</param>
internal sealed record OAuthRefusal(string Provider, string Step, string Code, int? Status, string? CorrelationId)
{
    private string Said => $"{Provider}: step '{Step}' was refused with '{Code}'{(Status is { } status ? $" (status {status})" : "")}.";

    public SignInRequiredException SignIn(SignInReason reason, string what) => new($"{Said} {what}", reason)
    {
        Provider = Provider,
        Step = Step,
        CorrelationId = CorrelationId,
    };

    public GameAuthConfigurationException Setup(string fix) => new($"{Said} {fix}")
    {
        Provider = Provider,
        Step = Step,
        CorrelationId = CorrelationId,
    };

    public ProviderException Fail(bool isTransient) => new(Said, Status, Code, isTransient)
    {
        Provider = Provider,
        Step = Step,
        CorrelationId = CorrelationId,
    };
}
