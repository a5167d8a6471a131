using GameAuth.Providers;
using Microsoft.Extensions.Options;

namespace GameAuth.Xbox;

/// <summary>The published limits of the Xbox services, per player, title and service: a burst window and a sustained one.</summary>
/// <remarks>Microsoft Learn, "Fine-grained rate limiting" of the Xbox services: profile 10 in 15 s and 30 in 300 s.</remarks>
internal sealed class XboxPaceRules : IConfigureOptions<RequestPacerOptions>
{
    public const string Profile = "xbox/profile/";

    // First in the list, so that a rule of the application's own holds, whenever it was added.
    public void Configure(RequestPacerOptions options) => options.Rules.Insert(0, new PaceRule(
        $"{Profile}*", new PaceWindow(10, TimeSpan.FromSeconds(15)), new PaceWindow(30, TimeSpan.FromSeconds(300))));
}
