using GameAuth.Providers;
using Microsoft.Extensions.Options;

namespace GameAuth.Xbox;

/// <summary>The published limits of the Xbox services, per player, title and service: a burst window of 15 s and a sustained one of 300 s.</summary>
/// <remarks>Microsoft Learn, "Fine-Grained Rate Limiting" of the Xbox services.</remarks>
internal sealed class XboxPaceRules : IConfigureOptions<RequestPacerOptions>
{
    public void Configure(RequestPacerOptions options)
    {
        // First in the list, so that a rule of the application's own holds, whenever it was added.
        foreach (XboxService service in XboxServices.All)
        {
            options.Rules.Insert(0, service.Rule);
        }
    }
}
