"""The detectors, one file each; :func:`leitstand.policy.detector.all_detectors` finds them."""
