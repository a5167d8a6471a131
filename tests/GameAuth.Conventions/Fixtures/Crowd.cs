namespace GameAuth.Conventions.Fixtures;

/// <summary>An offender on purpose: it shares its file with another public type.</summary>
public abstract class CrowdOne;

/// <summary>An offender on purpose: an enum has no method body that would tell its file.</summary>
public enum CrowdTwo
{
    Only,
}
