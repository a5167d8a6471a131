using Microsoft.Extensions.Configuration;

namespace GameAuth.Hytale;

/// <summary>Where a registration's validator finds its configuration. The last one that was added counts, and accounts always add theirs.</summary>
internal sealed record HytaleTokenSection(Func<IServiceProvider, IConfiguration?> Find);
