using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The registration that an import goes to.</summary>
/// <param name="Application">Its client id.</param>
/// <param name="LoginHost">The host of its login endpoint.</param>
/// <param name="Identities">Its device's identity.</param>
/// <param name="Ids">New ids, for what a source lacks.</param>
internal sealed record XboxImportTargets(MsaClient Application, string LoginHost, XboxDeviceIdentities Identities, IIdGenerator Ids);
