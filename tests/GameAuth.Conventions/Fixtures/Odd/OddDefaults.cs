namespace GameAuth.Conventions.Fixtures.Odd;

/// <summary>An offender on purpose: neither public nor static, nor at the top of a project.</summary>
internal abstract class OddDefaults;
