"""The checks that a policy's rules name, one file each; found by :func:`leitstand.policy.check.known_checks`."""
